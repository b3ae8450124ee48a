import uuid

from django.db import models

from analytics.querysets import TouchQuerySet
from content.models import AssetPage


class Visitor(models.Model):
    """A browser that consented. Who it belongs to is for `leads` to say."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    first_seen_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"visitor {self.key}"


class Consent(models.Model):
    """What a reader answered, when, and to which version of the text. Refusals leave no row: they have no one."""

    class Choice(models.TextChoices):
        GIVEN = "given", "Given"
        WITHDRAWN = "withdrawn", "Withdrawn"

    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE, related_name="consents")
    choice = models.CharField(max_length=9, choices=Choice)
    text_version = models.CharField(max_length=20)
    at = models.DateTimeField()

    def __str__(self):
        return f"{self.get_choice_display()} by {self.visitor} on {self.at:%Y-%m-%d}"


class Touch(models.Model):
    """One visitor's consumption of one asset in one sitting. It grows during the sitting, and is never edited after."""

    visitor = models.ForeignKey(Visitor, on_delete=models.PROTECT, related_name="touches")
    asset = models.ForeignKey(AssetPage, on_delete=models.PROTECT, related_name="touches")
    at = models.DateTimeField(help_text="When the asset was opened (UTC).")
    last_at = models.DateTimeField(help_text="The last sign of reading in this sitting (UTC).")
    active_ms = models.PositiveBigIntegerField(default=0, help_text="Visible and focused time, capped.")
    depth = models.FloatField(default=0, help_text="How far down, 0 to 1.")
    expected_seconds = models.PositiveIntegerField(help_text="What an average reader needed when this was read.")
    thorough = models.BooleanField(default=False)
    source = models.CharField(max_length=100, blank=True, help_text="Campaign source, or else the referring host.")
    campaign = models.CharField(max_length=100, blank=True)

    objects = TouchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "touches"
        constraints = [
            models.CheckConstraint(condition=models.Q(depth__gte=0, depth__lte=1), name="touch_depth_is_a_share"),
            models.CheckConstraint(condition=models.Q(last_at__gte=models.F("at")), name="touch_ends_after_it_began"),
        ]
        indexes = [models.Index(fields=["visitor", "asset", "last_at"]), models.Index(fields=["asset", "at"])]

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
    depth = models.FloatField()

    def __str__(self):
        return str(self.id)


class DailyCount(models.Model):
    """Openings of an asset in a day by readers who were not asked or said no: a number and nothing else."""

    day = models.DateField()
    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="daily_counts")
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "asset"], name="one_daily_count_an_asset")]

    def __str__(self):
        return f"{self.opened} on {self.day}"


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
