from wagtail.admin.forms import WagtailAdminPageForm

from content.readiness import what_is_missing


class AssetForm(WagtailAdminPageForm):
    """What a published asset cannot be without is asked for in the words of its model, at its field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"pillar", "stage"} & self.fields.keys():
            words = self._meta.model._meta.get_field(name).error_messages["blank"]
            self.fields[name].error_messages["required"] = words

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        for field, words in what_is_missing(self.instance, personas=self.cleaned_data.get("personas") or ()).items():
            self.add_error(field if field in self.fields else None, words)
