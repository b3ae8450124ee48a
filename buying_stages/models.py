from django.db import models
from wagtail.models import Orderable


class Pillar(models.TextChoices):
    """The two questions on every buyer's mind; each asset answers exactly one."""

    ASPIRATIONAL = "aspirational", "Aspirational"
    PRACTICAL = "practical", "Practical"

    @property
    def question(self) -> str:
        return {
            Pillar.ASPIRATIONAL: "What should I be preparing for?",
            Pillar.PRACTICAL: "What should I be doing now?",
        }[self]

    @property
    def opposite(self) -> "Pillar":
        return Pillar.PRACTICAL if self is Pillar.ASPIRATIONAL else Pillar.ASPIRATIONAL


class BuyingStage(Orderable):
    """One step of the buyer's road, in words that marketing and sales agreed on."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(unique=True, help_text="Used in addresses and in imports; change it only if you must.")
    buyer_question = models.CharField(
        max_length=200, help_text="What the buyer asks at this stage, in the buyer's words."
    )

    class Meta(Orderable.Meta):
        pass

    def __str__(self):
        return self.name
