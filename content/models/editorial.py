from django.core.exceptions import ValidationError
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

MOST_NAMES = 100


@register_setting(icon="glasses")
class EditorialSettings(BaseGenericSetting):
    """What the marketer's desk checks texts against."""

    our_names = models.TextField(
        "our names",
        blank=True,
        help_text="The company and what it sells, one name a line. Found as written here or in capitals, also in the "
        "plural and with an apostrophe; a name in small letters is found in any case.",
    )

    class Meta:
        verbose_name = "editorial settings"

    def __str__(self):
        return "Editorial settings"

    def clean(self):
        super().clean()
        names = self.names()
        if len(names) > MOST_NAMES:
            raise ValidationError({"our_names": f"These are {len(names)} names; the check looks for {MOST_NAMES}."})
        dull = [name for name in names if len(name) < 2]
        if dull:
            raise ValidationError({"our_names": f"\u201c{dull[0]}\u201d is too short to be told from other words."})

    def names(self) -> list[str]:
        """Each once, in the order in which they were written."""
        lines = (" ".join(line.split()) for line in self.our_names.splitlines())
        return list(dict.fromkeys(filter(None, lines)))
