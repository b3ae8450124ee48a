from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from analytics.models import Touch, Visitor
from content.models import AssetPage
from leads.models import Lead
from library.models.collections import Collection

#: So long nothing is sent twice, to one person or to one account.
NOT_TWICE_WITHIN = timedelta(days=60)


class ShareQuerySet(models.QuerySet):
    def working(self, at):
        """Those that still open."""
        return self.filter(revoked_at=None, expires_at__gt=at)

    def lately_to(self, lead, *, at):
        """Those to this person, or to anybody at their account, by whomever of us; not what was taken back."""
        them = Q(lead=lead) | Q(lead__account__isnull=False, lead__account=lead.account_id)
        return self.filter(them, revoked_at=None, shared_at__gte=at - NOT_TWICE_WITHIN)

    def followed_by(self, user):
        """Those whose reading this person hears of: their own, and those to people of their accounts."""
        return self.filter(Q(sender=user) | Q(lead__account__owner=user))


class Share(models.Model):
    """A link to some assets for one person. It opens without sign-in, until it expires or is revoked."""

    key = models.CharField(max_length=22, unique=True, editable=False, help_text="The part of the link that is random.")
    collection = models.ForeignKey(Collection, on_delete=models.PROTECT, related_name="shares")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shares")
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.PROTECT, related_name="shares")
    recipient = models.CharField(max_length=160, blank=True, help_text="Whom it is for, if not yet a lead.")
    note = models.TextField(max_length=600, blank=True, help_text="Stands above the assets for whoever has the link.")
    shared_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        ordering = ["-shared_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(lead__isnull=False) | ~Q(recipient=""), name="a_share_is_for_somebody")
        ]

    def __str__(self):
        return f"{self.collection} for {self.lead or self.recipient}"


class ShareReader(models.Model):
    """A browser that opened the link and consented; and from whose link, if it was passed on."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="readers")
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="share_readings")
    passed_on_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="passed_on_to"
    )
    key = models.CharField(max_length=22, unique=True, editable=False, help_text="Of the link that this one passes on.")
    is_recipient = models.BooleanField(default=False, help_text="The first to open a link that nobody passed on.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["share", "visitor"], name="a_visitor_reads_a_share_once"),
            models.UniqueConstraint(fields=["share"], condition=Q(is_recipient=True), name="one_recipient_a_share"),
        ]

    def __str__(self):
        return f"{self.visitor} with {self.share}"


class ReadSignalQuerySet(models.QuerySet):
    def standing(self):
        """But for those whose reader turned out to be a machine. A signal that was set aside comes back with its touch."""
        return self.filter(touch__quarantined_for="")


class ReadSignal(models.Model):
    """That somebody with a link read an asset thoroughly: told to the salesperson once."""

    reader = models.ForeignKey(ShareReader, on_delete=models.CASCADE, related_name="signals")
    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="+")
    touch = models.ForeignKey(Touch, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(help_text="When it was noticed (UTC).")
    seen_at = models.DateTimeField(null=True, help_text="When the salesperson saw it (UTC).")

    objects = ReadSignalQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["reader", "asset"], name="a_thorough_read_is_told_once")]

    def __str__(self):
        return f"{self.reader} read {self.asset}"
