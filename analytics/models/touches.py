from django.conf import settings
from django.db import models
from django.db.models import Q

from analytics.models.visitors import Visitor
from analytics.querysets import TouchQuerySet
from analytics.reasons import Machine, Verdict
from buying_stages.models import Pillar
from content.models import AssetPage
from content.vehicles import Format


class ReadAs(models.Model):
    """What an asset was when it was read: its stage, pillar, format and topics. When one changes, a new row begins.

    So a later change of the stage map rewrites no history, and counts can be made again from touches.
    """

    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="read_as")
    stage_number = models.PositiveBigIntegerField(default=0, help_text="The key of its buying stage; 0 for none.")
    pillar = models.CharField(max_length=12, choices=Pillar, blank=True)
    format = models.CharField(max_length=11, choices=Format, blank=True)
    topic_numbers = models.CharField(max_length=400, blank=True, help_text="The keys of its topics: 3,17,204.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "stage_number", "pillar", "format", "topic_numbers"], name="one_row_for_what_it_was"
            )
        ]

    def __str__(self):
        return f"{self.asset_id} as {self.pillar} {self.format}"


class Touch(models.Model):
    """One visitor's consumption of one asset in one sitting. It grows during the sitting, and is never edited after."""

    # Each has its index below, with what is asked along with it; two more would slow each touch for nothing.
    visitor = models.ForeignKey(Visitor, on_delete=models.PROTECT, related_name="touches", db_index=False)
    asset = models.ForeignKey(AssetPage, on_delete=models.PROTECT, related_name="touches", db_index=False)
    at = models.DateTimeField(help_text="When the asset was opened (UTC).")
    last_at = models.DateTimeField(help_text="The last sign of reading in this sitting (UTC).")
    active_ms = models.PositiveBigIntegerField(default=0, help_text="Visible and focused time, capped.")
    depth = models.FloatField(default=0, help_text="How far down, 0 to 1.")
    expected_seconds = models.PositiveIntegerField(help_text="What an average reader needed when this was read.")
    thorough = models.BooleanField(default=False)
    read_as = models.ForeignKey(ReadAs, on_delete=models.PROTECT, related_name="touches")
    source = models.CharField(max_length=100, blank=True, help_text="Campaign source, or else the referring host.")
    medium = models.CharField(max_length=100, blank=True)
    campaign = models.CharField(max_length=100, blank=True)
    referrer = models.CharField(max_length=100, blank=True, help_text="The host that led here, whatever the campaign.")
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166; only if a database of places is set up.")
    quarantined_for = models.CharField(
        max_length=10, choices=Machine, blank=True, help_text="Why it looks like a machine's and does not count."
    )

    objects = TouchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "touches"
        constraints = [
            models.CheckConstraint(condition=models.Q(depth__gte=0, depth__lte=1), name="touch_depth_is_a_share"),
            models.CheckConstraint(condition=models.Q(last_at__gte=models.F("at")), name="touch_ends_after_it_began"),
        ]
        indexes = [
            models.Index(fields=["visitor", "asset", "last_at"]),
            models.Index(fields=["asset", "at"]),
            models.Index(fields=["at"]),
            models.Index(fields=["last_at"]),
            models.Index(
                fields=["quarantined_for", "at"], condition=~Q(quarantined_for=""), name="touch_in_quarantine"
            ),
        ]

    def __str__(self):
        return f"{self.visitor} on {self.asset_id} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def active_seconds(self) -> float:
        return self.active_ms / 1000

    @property
    def depth_in_percent(self) -> str:
        return f"{self.depth:.0%}"


class PageView(models.Model):
    """One opening of a page, under the id that the page made for it: a repeat lands on the row it already made."""

    id = models.UUIDField(primary_key=True, editable=False)
    touch = models.ForeignKey(Touch, on_delete=models.CASCADE, related_name="page_views")
    last_seq = models.PositiveIntegerField()
    active_ms = models.PositiveBigIntegerField()
    depth = models.FloatField(help_text="Of the text, 0 to 1.")
    pages = models.FloatField(default=0, help_text="Distinct pages of its documents seen, 0 to 1.")
    film = models.FloatField(default=0, help_text="Distinct seconds of its films seen, 0 to 1.")
    heard_from = models.DateTimeField(help_text="When its first sign reached us (UTC, our own clock).")
    heard_until = models.DateTimeField(help_text="When its highest number first reached us (UTC, our own clock).")
    shown = models.BooleanField(default=True, help_text="It was visible within five seconds, or since.")
    mail = models.CharField(max_length=36, blank=True, help_text="The mail whose link opened it.")

    class Meta:
        indexes = [models.Index(fields=["mail", "heard_from"], condition=~Q(mail=""), name="page_view_by_mail")]

    def __str__(self):
        return str(self.id)


class Deed(models.Model):
    """Something a reader did on an asset's page besides reading."""

    class Kind(models.TextChoices):
        DOWNLOAD = "download", "Downloaded a document"
        SHARE = "share", "Passed it on"
        FORM = "form", "Began a form"
        NEXT = "next", "Went on to another asset"

    page_view = models.ForeignKey(PageView, on_delete=models.CASCADE, related_name="deeds")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    target = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The number of the document downloaded, or of the next asset."
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page_view", "seq"], name="a_deed_is_done_once")]

    def __str__(self):
        return f"{self.get_kind_display()} at {self.at:%Y-%m-%d %H:%M}"


class Quarantine(models.Model):
    """Why a touch was set aside as a machine's, and what a person decided of it. A decision is never undone by a rule."""

    touch = models.OneToOneField(Touch, on_delete=models.CASCADE, related_name="quarantine")
    reason = models.CharField(max_length=10, choices=Machine)
    evidence = models.CharField(max_length=200, blank=True, help_text="What gave it away.")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=9, choices=Verdict, default=Verdict.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["verdict", "at"]), models.Index(fields=["verdict", "reason", "at"])]

    def __str__(self):
        return f"{self.get_reason_display()}: {self.get_verdict_display()}"


class HoneypotHit(models.Model):
    """That a link was followed which no person sees: by a visitor, or by whoever has a mail. Kept for a month."""

    visitor = models.ForeignKey(Visitor, null=True, blank=True, on_delete=models.CASCADE, related_name="honeypot_hits")
    mail = models.CharField(max_length=36, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"])]
        constraints = [
            models.CheckConstraint(condition=Q(visitor__isnull=False) | ~Q(mail=""), name="a_hit_is_somebody_s")
        ]

    def __str__(self):
        return f"Hidden link followed at {self.at:%Y-%m-%d %H:%M}"
