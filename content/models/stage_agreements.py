from django.conf import settings
from django.db import models
from django.db.models import F, Q

from buying_stages.models import BuyingStage


class StageAgreement(models.Model):
    """That an asset serves a stage, as marketing proposed it and sales signed it. Changing either opens a new version."""

    asset = models.ForeignKey("content.AssetPage", on_delete=models.CASCADE, related_name="stage_agreements")
    version = models.PositiveSmallIntegerField()
    stage = models.ForeignKey(BuyingStage, on_delete=models.PROTECT, related_name="agreements")
    note = models.TextField(blank=True, help_text="Why it belongs there, for whoever signs.")
    marketing_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    marketing_name = models.CharField(max_length=150, blank=True)
    marketing_at = models.DateTimeField(null=True)
    sales_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sales_name = models.CharField(max_length=150, blank=True)
    sales_at = models.DateTimeField(null=True)
    effective_from = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

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
