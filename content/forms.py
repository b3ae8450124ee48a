from wagtail.admin.forms import WagtailAdminPageForm


class AssetForm(WagtailAdminPageForm):
    """What a published asset cannot be without is asked for in the words of its model."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"pillar", "stage"} & self.fields.keys():
            words = self._meta.model._meta.get_field(name).error_messages["blank"]
            self.fields[name].error_messages["required"] = words
