from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm

from content.readiness import last_moment_of, what_is_missing
from content.vehicles import ShelfLife


class AssetForm(WagtailAdminPageForm):
    """What a published asset cannot be without is asked for in the words of its model, at its field."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"pillar", "stage"} & self.fields.keys():
            words = self._meta.model._meta.get_field(name).error_messages["blank"]
            self.fields[name].error_messages["required"] = words

    def clean(self):
        cleaned = super().clean()
        if self._expiry_was_the_last_day_of_news():
            cleaned["expire_at"] = self.instance.expire_at = None
        return cleaned

    def _expiry_was_the_last_day_of_news(self) -> bool:
        """An expiry that followed from the day goes with it when the day moves or the piece becomes an evergreen."""
        old_day = self.initial.get("relevant_until")
        moved = {"relevant_until", "shelf_life"} & set(self.changed_data)
        if not old_day or not moved or "expire_at" in self.changed_data:
            return False
        return self.instance.expire_at == last_moment_of(old_day)

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        missing = what_is_missing(self.instance, personas=self.cleaned_data.get("personas") or ())
        for field, words in (missing | self._news_that_is_over()).items():
            self.add_error(field if field in self.fields else None, words)

    def _news_that_is_over(self) -> dict[str, str]:
        """Asked here alone: what is live keeps its day when that day has passed."""
        last_day = self.instance.relevant_until
        if self.instance.shelf_life == ShelfLife.NEWS and last_day and last_day < timezone.localdate():
            return {"relevant_until": "This last day has passed: the piece would be gone at once. Choose a later one."}
        return {}
