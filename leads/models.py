import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from analytics.models import Touch, Visitor
from content.models import AssetPage, Topic
from leads.querysets import AccountQuerySet, LeadQuerySet


class Account(models.Model):
    """A company that we sell to."""

    name = models.CharField(max_length=200, unique=True)
    domain = models.CharField(max_length=200, blank=True, help_text="The company's mail domain, such as example.com.")
    industry = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=60, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accounts",
        help_text="The salesperson who works it. Collections made for it, and what its people read, go along.",
    )

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Lead(models.Model):
    """One person, one record for life; never copied or converted into another."""

    class Keeper(models.TextChoices):
        MARKETING = "marketing", "Marketing"
        SALES = "sales", "Sales"

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    job_title = models.CharField(max_length=120, blank=True)
    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.PROTECT, related_name="leads")
    keeper = models.CharField(max_length=9, choices=Keeper, default=Keeper.MARKETING, editable=False)
    known_at = models.DateTimeField(help_text="When we first knew this person by name (UTC).")

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-known_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="lead_email_is_lower_case"),
        ]

    def __str__(self):
        return self.name or self.email

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @classmethod
    def resolve(cls, number: int) -> "Lead | None":
        """Who has this number, or had it before it turned out whose it is."""
        return cls.objects.filter(models.Q(pk=number) | models.Q(aliases__old_number=number)).distinct().first()

    def touches(self):
        """Everything this person consumed, before and after we knew the name, oldest first."""
        return Touch.objects.counted().filter(visitor__identification__lead=self).in_order()


class Identification(models.Model):
    """Which visitor is which lead. What the reader said is said once, true for ever; what only a link says may give way."""

    class How(models.TextChoices):
        FORM = "form", "Filled in a form"
        LINK = "link", "Followed a personal link"
        IMPORT = "import", "Imported"

    visitor = models.OneToOneField(Visitor, on_delete=models.PROTECT, related_name="identification")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="identifications")
    how = models.CharField(max_length=6, choices=How)
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the reader said so too, of one who came by a personal link (UTC)."
    )

    def __str__(self):
        return f"{self.visitor} is {self.lead}"

    @property
    def is_unconfirmed(self) -> bool:
        """Only a personal link says so: whoever opened it first may be somebody else."""
        return self.how == self.How.LINK and self.confirmed_at is None


class LeadAlias(models.Model):
    """The number of a lead that turned out to be somebody we knew already. It leads to that person for ever."""

    old_number = models.PositiveBigIntegerField(unique=True)
    survivor = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="aliases")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    moved = models.JSONField(default=dict, help_text="How many rows of each kind came along.")

    class Meta:
        verbose_name = "earlier number"

    def __str__(self):
        return f"{self.old_number} is {self.survivor_id}"


class ErasureReceipt(models.Model):
    """That a person's data was erased: when, at whose wish, and how much of what. It names nobody."""

    class Asked(models.TextChoices):
        PERSON = "person", "The person, by a link in a mail"
        BROWSER = "browser", "The reader, on the privacy page"
        STAFF = "staff", "One of us, at the person's wish"
        RETENTION = "retention", "Nobody: it had been kept long enough"

    reference = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    asked = models.CharField(max_length=9, choices=Asked)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    people = models.PositiveIntegerField(default=1)
    removed = models.JSONField(default=dict, help_text="How many rows of each kind are gone.")
    kept = models.JSONField(default=dict, help_text="What stays without a name, and why.")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.reference} of {self.at:%Y-%m-%d}"


class FormAnswer(models.Model):
    """A lead gave details: for a gated asset, or to be talked with."""

    class Kind(models.TextChoices):
        GATE = "gate", "Opened a gated asset"
        CONTACT = "contact", "Asked to talk with us"

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="form_answers")
    asset = models.ForeignKey(AssetPage, on_delete=models.PROTECT, related_name="form_answers")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.GATE)
    message = models.TextField(max_length=2000, blank=True)
    text_version = models.CharField(max_length=20, blank=True, help_text="Which privacy text stood beside the form.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lead", "asset"],
                condition=models.Q(kind="gate"),
                name="one_form_answer_a_lead_and_asset",
            )
        ]

    def __str__(self):
        return f"{self.lead} for {self.asset} on {self.at:%Y-%m-%d}"


class Follower(models.Model):
    """An address that asked for mail, or for what we know of it. It belongs to a lead once its owner has confirmed it."""

    email = models.EmailField(unique=True)
    lead = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.CASCADE, related_name="followers")
    asked_at = models.DateTimeField()
    bounced_at = models.DateTimeField(
        null=True, blank=True, help_text="Their server said for good that it takes no mail."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="follower_email_is_lower_case")
        ]

    def __str__(self):
        return self.email


class FollowingQuerySet(models.QuerySet):
    def active(self):
        """Confirmed, and not left since."""
        return self.filter(confirmed_at__isnull=False, left_at=None)


class Following(models.Model):
    """One address follows one topic, as often as it chose."""

    class Frequency(models.TextChoices):
        AT_ONCE = "once", "as soon as something appears"
        WEEKLY = "weekly", "once a week at most"
        MONTHLY = "monthly", "once a month at most"

        @property
        def pause(self) -> timedelta:
            return {self.AT_ONCE: timedelta(), self.WEEKLY: timedelta(days=7), self.MONTHLY: timedelta(days=30)}[self]

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="followings")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="followings")
    frequency = models.CharField(max_length=7, choices=Frequency, default=Frequency.WEEKLY)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    last_written_at = models.DateTimeField(null=True, blank=True, help_text="When the last digest on it was written.")

    objects = FollowingQuerySet.as_manager()

    class Meta:
        ordering = ["topic__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["follower", "topic"], name="a_topic_is_followed_once")]

    def __str__(self):
        return f"{self.topic}, {self.get_frequency_display()}"

    @property
    def state(self) -> str:
        if self.left_at:
            return "Left"
        return "Follows" if self.confirmed_at else "Not confirmed"


class Letter(models.Model):
    """A mail to an address. The row stands before the mail goes out, and says what became of it."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm", "Asks to confirm"
        DIGEST = "digest", "New on their topics"
        MINE = "mine", "What we know of them"

    class Outcome(models.TextChoices):
        WAITING = "waiting", "Waits"
        SENT = "sent", "Sent"
        BOUNCED = "bounced", "Refused for good"
        GIVEN_UP = "given up", "Given up"
        INTERRUPTED = "interrupted", "Cut off while being sent"
        NOT_WANTED = "not wanted", "No longer wanted"

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=7, choices=Kind)
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    following = models.ForeignKey(Following, null=True, blank=True, on_delete=models.CASCADE, related_name="letters")
    frequency = models.CharField(max_length=7, choices=Following.Frequency, blank=True)
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=11, choices=Outcome, default=Outcome.WAITING)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["outcome", "due_at"])]

    def __str__(self):
        return f"{self.get_kind_display()} to {self.follower}"


class LetterAsset(models.Model):
    """That an address was told of an asset: once, whichever of its topics brought it."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="letter_assets")
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="told")
    asset = models.ForeignKey(AssetPage, on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "asset"], name="an_asset_is_told_once_a_follower")]

    def __str__(self):
        return f"{self.asset} in {self.letter}"
