from django.core.exceptions import ValidationError
from django.db import models

from content.models.experts import Expert
from content.models.topics import Topic


class OffsiteBlog(models.Model):
    """Where an expert writes outside our house, and how often we may expect to hear from there."""

    name = models.CharField(max_length=120)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="offsite_blogs")
    home_url = models.URLField("address", max_length=500)
    feed_url = models.URLField("feed", max_length=500, unique=True, help_text="RSS or Atom.")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", help_text="What we suggest they write on.")
    cadence_days = models.PositiveSmallIntegerField(
        "cadence", default=30, help_text="A post every so many days. Silence of twice as long is flagged."
    )
    policy_accepted_on = models.DateField(
        null=True, blank=True, help_text="When the author accepted our blogging policy."
    )
    disclaimer = models.CharField(
        max_length=300, blank=True, help_text="What the blog says about whose opinions these are."
    )
    started_on = models.DateField(help_text="Silence is counted from here until the first post arrives.")
    fetched_at = models.DateTimeField(null=True, editable=False)
    next_fetch_at = models.DateTimeField(null=True, editable=False, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    fetch_problem = models.CharField(max_length=300, blank=True, editable=False)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    retired_on = models.DateField(null=True, blank=True, help_text="From here on nothing is fetched or expected.")
    farewell = models.TextField(blank=True, help_text="Why it ended, and where its readers find the author now.")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.retired_on and not self.farewell.strip():
            raise ValidationError(
                {
                    "farewell": "Say why it ends and where its readers find the author now; the page stays, with this on it."
                }
            )
        if self.cadence_days == 0:
            raise ValidationError({"cadence_days": "A cadence is a day or more."})


class OffsitePost(models.Model):
    """A post that arrived by feed: a candidate, until somebody adopts it or lets it pass."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", "Candidate"
        ADOPTED = "adopted", "Adopted"
        PASSED = "passed", "Let pass"

    blog = models.ForeignKey(OffsiteBlog, on_delete=models.CASCADE, related_name="posts")
    canonical_url = models.URLField(max_length=500, unique=True)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    content = models.TextField(blank=True, help_text="Cleaned HTML, as the feed gave it.")
    author_name = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    responses = models.PositiveIntegerField(null=True, help_text="Comments that the feed tells of.")
    state = models.CharField(max_length=9, choices=State, default=State.CANDIDATE)
    asset = models.OneToOneField(
        "content.AssetPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="adopted_from"
    )

    class Meta:
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return self.title
