from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from buying_stages.models import BuyingStage, Pillar


class Side(models.TextChoices):
    """The two departments whose signatures make an agreement."""

    MARKETING = "marketing", "Marketing"
    SALES = "sales", "Sales"

    @property
    def right(self) -> str:
        return f"content.sign_for_{self.value}"

    @property
    def other(self) -> "Side":
        return Side.SALES if self is Side.MARKETING else Side.MARKETING


class Ending(models.TextChoices):
    MOVED = "moved", "Reopened"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class State(models.TextChoices):
    """Where an asset stands with the two departments."""

    NONE = "none", "Not proposed"
    FOR_SALES = "for-sales", "Waits for sales"
    FOR_MARKETING = "for-marketing", "Waits for marketing"
    SIGNED = "signed", "Signed"
    REOPENED = "reopened", "Reopened"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class StageAgreementQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at=None)

    def with_state(self):
        """With `state`, as the asset stands now: one that moved is reopened, whether or not anybody noticed."""
        moved = ~Q(stage=F("asset__stage"), pillar=F("asset__pillar"))
        return self.annotate(
            state=Case(
                When(ending=Ending.DECLINED, then=Value(State.DECLINED)),
                When(ending=Ending.WITHDRAWN, then=Value(State.WITHDRAWN)),
                When(Q(ended_at__isnull=False) | moved, then=Value(State.REOPENED)),
                When(marketing_at=None, then=Value(State.FOR_MARKETING)),
                When(sales_at=None, then=Value(State.FOR_SALES)),
                default=Value(State.SIGNED),
                output_field=models.CharField(),
            )
        )


class StageAgreement(models.Model):
    """That an asset serves a stage, as marketing proposed it and sales signed it. Changing either opens a new version."""

    asset = models.ForeignKey("content.AssetPage", on_delete=models.CASCADE, related_name="stage_agreements")
    version = models.PositiveSmallIntegerField()
    stage = models.ForeignKey(BuyingStage, on_delete=models.PROTECT, related_name="agreements")
    pillar = models.CharField(max_length=12, choices=Pillar)
    note = models.TextField(blank=True, help_text="Why it belongs there, for whoever signs.")
    marketing_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    marketing_name = models.CharField(max_length=150, blank=True)
    marketing_at = models.DateTimeField(null=True)
    sales_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sales_name = models.CharField(max_length=150, blank=True)
    sales_at = models.DateTimeField(null=True)
    effective_from = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=9, choices=Ending, blank=True)
    ended_because = models.CharField(max_length=200, blank=True)

    objects = StageAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["asset", "-version"]
        permissions = [
            ("sign_for_marketing", "Can sign a stage agreement for marketing"),
            ("sign_for_sales", "Can sign a stage agreement for sales"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["asset", "version"], name="a_version_once_an_asset"),
            models.UniqueConstraint(
                fields=["asset"], condition=Q(ended_at=None), name="one_open_stage_agreement_an_asset"
            ),
            models.CheckConstraint(
                condition=Q(marketing_by=None) | Q(sales_by=None) | ~Q(marketing_by=F("sales_by")),
                name="two_people_sign_a_stage_agreement",
            ),
        ]

    def __str__(self):
        return f"{self.asset}: {self.stage}, version {self.version}"

    @property
    def is_signed(self) -> bool:
        return bool(self.marketing_at and self.sales_at)

    @property
    def is_moved(self) -> bool:
        """Whether the asset stands elsewhere than agreed; needs the asset at hand."""
        return (self.asset.stage_id, self.asset.pillar) != (self.stage_id, self.pillar)

    @property
    def waits_for(self) -> Side | None:
        return next((side for side in Side if not self.signed_at(side)), None)

    def signed_at(self, side: Side) -> datetime | None:
        return self.marketing_at if side is Side.MARKETING else self.sales_at

    def now(self) -> State:
        """The same as `with_state` says of it in the database."""
        if self.ending in (Ending.DECLINED, Ending.WITHDRAWN):
            return State(self.ending)
        if self.ended_at or self.is_moved:
            return State.REOPENED
        return {None: State.SIGNED, Side.SALES: State.FOR_SALES, Side.MARKETING: State.FOR_MARKETING}[self.waits_for]


class AgreementRemark(models.Model):
    """What somebody said about a proposal before it was signed."""

    agreement = models.ForeignKey(StageAgreement, on_delete=models.CASCADE, related_name="remarks")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    author_name = models.CharField(max_length=150)
    text = models.TextField()
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["said_at", "pk"]

    def __str__(self):
        return self.text
