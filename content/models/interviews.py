from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from content.models.experts import Expert


class Interview(ClusterableModel):
    """A conversation with an expert: what was said, and what of it may be used. The notes stay in the house."""

    class Consent(models.TextChoices):
        NOT_ASKED = "not-asked", "Not asked yet"
        NAMED = "named", "May be quoted by name"
        UNNAMED = "unnamed", "May be quoted without the name"
        BACKGROUND = "background", "Background only"

    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="interviews")
    held_on = models.DateField("held on")
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    subject = models.CharField(max_length=200, help_text="What it was about, in one line.")
    consent = models.CharField(
        max_length=10,
        choices=Consent,
        default=Consent.NOT_ASKED,
        help_text="What the expert allowed. Nobody is named on an asset without it.",
    )
    notes = models.TextField(blank=True, help_text="For the house only.")

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return f"{self.expert}, {self.held_on:%d %B %Y}: {self.subject}"

    @property
    def may_be_named(self) -> bool:
        return self.consent == self.Consent.NAMED


class InterviewQuote(Orderable):
    """A sentence worth keeping, in the expert's own words."""

    interview = ParentalKey(Interview, on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField()

    def __str__(self):
        return self.text
