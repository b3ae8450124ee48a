from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
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


class CallToAction(models.TextChoices):
    """What a page may ask of its reader at the end."""

    LEARN = "learn", "Read on"
    FOLLOW = "follow", "Follow the topic by mail"
    CONTACT = "contact", "Talk to us"
    NOTHING = "nothing", "Nothing"


# Below this share of a stage, a pillar is unusual there and asks for a reason.
SELDOM = 25


class BuyingStage(Orderable):
    """One step of the buyer's road, in words that marketing and sales agreed on, and what may be asked there."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(unique=True, help_text="Used in addresses and in imports; change it only if you must.")
    buyer_question = models.CharField(
        max_length=200, help_text="What the buyer asks at this stage, in the buyer's words."
    )
    aspirational_share = models.PositiveSmallIntegerField(
        default=50,
        validators=[MaxValueValidator(100)],
        help_text="Per cent of this stage's assets that should be aspirational; the rest are practical.",
    )
    allows_gate = models.BooleanField(
        "may be gated", default=True, help_text="Whether an asset of this stage may ask readers for their details."
    )
    call_to_action = models.CharField(
        max_length=7,
        choices=CallToAction,
        default=CallToAction.LEARN,
        help_text="What a page of this stage asks of its reader at the end, unless its editor says otherwise.",
    )
    allows_contact = models.BooleanField(
        "may ask readers to talk to sales", default=True, help_text="Whether a page of this stage may offer a talk."
    )
    brand_mentions_limit = models.PositiveSmallIntegerField(
        "mentions of ourselves",
        default=10,
        help_text="So many mentions of our names in 1,000 words are let pass at this stage.",
    )
    needs_sales_edition = models.BooleanField(
        default=False, help_text="Whether sales expects its own edition of every asset of this stage."
    )

    class Meta(Orderable.Meta):
        pass

    def __str__(self):
        return self.name

    def share_of(self, pillar: str) -> int:
        """Per cent of this stage that is meant to answer the pillar's question."""
        return self.aspirational_share if pillar == Pillar.ASPIRATIONAL else self.practical_share

    @property
    def practical_share(self) -> int:
        return 100 - self.aspirational_share

    def seldom_asks(self, pillar: str) -> bool:
        return self.share_of(pillar) < SELDOM

    def clean(self):
        super().clean()
        if self.call_to_action == CallToAction.CONTACT and not self.allows_contact:
            raise ValidationError({"call_to_action": "This stage may not ask readers to talk to sales."})
