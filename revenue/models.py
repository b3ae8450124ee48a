from decimal import Decimal

from django.db import models
from django.db.models import Q

from analytics.models import Touch
from content.models import AssetPage
from leads.models import Account, Lead
from revenue.money import from_cents


class DealQuerySet(models.QuerySet):
    def concerning(self, lead: Lead):
        """The deals whose buying group this lead belongs to."""
        mine = Q(account=None, lead=lead)
        return self.filter(mine | Q(account=lead.account_id)) if lead.account_id else self.filter(mine)


class Deal(models.Model):
    """An opportunity with an amount: open, won or lost."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        WON = "won", "Won"
        LOST = "lost", "Lost"

    name = models.CharField(max_length=200)
    account = models.ForeignKey(
        Account,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deals",
        help_text="Everyone we know at this account belongs to the buying group.",
    )
    lead = models.ForeignKey(
        Lead,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deals",
        help_text="For a deal with one person only. Leave empty when the account is given.",
    )
    person_erased = models.BooleanField(
        default=False, editable=False, help_text="It was with one person, of whom nothing is kept any more."
    )
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=4, choices=Outcome, default=Outcome.OPEN)
    external_id = models.CharField(
        max_length=100, blank=True, verbose_name="id elsewhere", help_text="The deal's key in the system it came from."
    )

    objects = DealQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | Q(lead__isnull=False) | Q(person_erased=True),
                name="deal_has_a_lead_or_an_account",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", closed_at=None) | Q(outcome__in=["won", "lost"], closed_at__isnull=False),
                name="deal_is_closed_when_won_or_lost",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=models.F("opened_at")), name="deal_closes_after_it_opens"
            ),
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_deal_an_external_id"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def amount(self) -> Decimal:
        return from_cents(self.amount_cents)

    def buying_group(self):
        """The people whose reading counts: all we know at the account, or the one lead."""
        if self.account_id:
            return Lead.objects.filter(account=self.account_id)
        return Lead.objects.filter(pk=self.lead_id)


class Crediting(models.Model):
    """One sharing-out of a won deal. A changed amount or touch makes a new version; the old one stays readable."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="creditings")
    version = models.PositiveIntegerField()
    rules = models.CharField(max_length=20, help_text="The version of the attribution rules.")
    facts = models.CharField(max_length=64, help_text="Fingerprint of the amount and the touches it was made from.")
    at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deal", "version"], name="one_crediting_a_version"),
            models.UniqueConstraint(fields=["deal"], condition=Q(current=True), name="one_current_crediting_a_deal"),
        ]

    def __str__(self):
        return f"{self.deal}, version {self.version}"


class Credit(models.Model):
    """The share of a deal's amount that a model gives to one touch of an asset; to neither when none was tracked.

    A share of an asset without a touch is one whose reader's data was erased: the asset keeps it.
    """

    crediting = models.ForeignKey(Crediting, on_delete=models.CASCADE, related_name="credits")
    model = models.CharField(max_length=20)
    touch = models.ForeignKey(Touch, null=True, blank=True, on_delete=models.SET_NULL, related_name="credits")
    asset = models.ForeignKey(AssetPage, null=True, blank=True, on_delete=models.PROTECT, related_name="credits")
    cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["crediting", "model", "touch"], name="one_credit_a_model_and_touch"),
        ]

    def __str__(self):
        return f"{self.cents} cents by {self.model}"
