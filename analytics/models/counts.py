from django.conf import settings
from django.db import models
from django.db.models import Q

from analytics.reasons import Machine, Verdict
from content.models import AssetPage


class DailyCount(models.Model):
    """Openings of an asset in a day by readers who were not asked or said no: a number and nothing else."""

    day = models.DateField()
    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="daily_counts")
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "asset"], name="one_daily_count_an_asset")]

    def __str__(self):
        return f"{self.opened} on {self.day}"


class HeldOpenings(models.Model):
    """Openings of a day that look like a machine's, by readers of whom we keep nothing: a number that does not count."""

    day = models.DateField()
    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, choices=Machine)
    opened = models.PositiveIntegerField(default=0)
    verdict = models.CharField(max_length=9, choices=Verdict, default=Verdict.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "asset", "reason"], condition=Q(verdict="waiting"), name="one_waiting_number_a_reason"
            )
        ]

    def __str__(self):
        return f"{self.opened} on {self.day}: {self.get_reason_display()}"


class DroppedCount(models.Model):
    """How many events of a day were turned away, and why."""

    day = models.DateField()
    reason = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "reason"], name="one_dropped_count_a_reason")]

    def __str__(self):
        return f"{self.count} for {self.reason} on {self.day}"


class BadRow(models.Model):
    """An event that can never be stored, kept for a while so that somebody can see what sends it."""

    at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    body = models.CharField(max_length=2000)

    def __str__(self):
        return f"{self.reason} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def beginning(self) -> str:
        """As much of the body as a table can show, with places to break the line."""
        pieces = [self.body[start : start + 80] for start in range(0, min(len(self.body), 240), 80)]
        return " ".join(pieces) + (" …" if len(self.body) > 240 else "")


class SpoolMark(models.Model):
    """How far a spool segment has been read. Written in the transaction of the rows that it stands for."""

    segment = models.CharField(max_length=100, unique=True)
    offset = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return f"{self.segment} to {self.offset}"
