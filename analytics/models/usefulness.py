from django.db import models

from analytics.models.visitors import Visitor
from content.models import AssetPage


class UsefulnessVote(models.Model):
    """What a reader said of one version of an asset. Of a reader who did not consent there is a day, and no name."""

    class Reason(models.TextChoices):
        NEW = "new", "I learned something new"
        USABLE = "usable", "I can use it at work"
        CLEAR = "clear", "It explains it well"
        KNOWN = "known", "I knew it already"
        NOT_MINE = "not-mine", "It is not about my work"
        TOO_GENERAL = "general", "It stays too general"
        UNCLEAR = "unclear", "It is hard to follow"
        SELLING = "selling", "It wants to sell to me"

        @classmethod
        def of(cls, *, useful: bool) -> "list[UsefulnessVote.Reason]":
            for_it = [cls.NEW, cls.USABLE, cls.CLEAR]
            return for_it if useful else [reason for reason in cls if reason not in for_it]

    asset = models.ForeignKey(AssetPage, on_delete=models.PROTECT, related_name="usefulness_votes")
    version = models.PositiveBigIntegerField(help_text="The revision that was live when the reader said it.")
    useful = models.BooleanField()
    reason = models.CharField(max_length=8, choices=Reason, blank=True)
    remark = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    visitor = models.ForeignKey(
        Visitor, null=True, blank=True, on_delete=models.CASCADE, related_name="usefulness_votes"
    )
    day_key = models.CharField(
        max_length=64, blank=True, help_text="Keeps readers without consent apart for one day, and is empty after it."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "version", "visitor"],
                condition=models.Q(visitor__isnull=False),
                name="one_vote_a_visitor_and_version",
            ),
            models.UniqueConstraint(
                fields=["day_key"], condition=~models.Q(day_key=""), name="one_vote_a_day_key_and_version"
            ),
            models.CheckConstraint(
                condition=models.Q(visitor=None) | models.Q(day_key=""), name="a_day_key_names_no_visitor"
            ),
        ]
        indexes = [models.Index(fields=["asset", "version"])]

    def __str__(self):
        return f"{'Useful' if self.useful else 'Not useful'}, {self.day:%Y-%m-%d}"


class DaySalt(models.Model):
    """The one row with today's salt. Tomorrow's takes its place, and nobody can make today's keys again."""

    day = models.DateField()
    salt = models.BinaryField(max_length=32)

    def __str__(self):
        return f"salt of {self.day}"
