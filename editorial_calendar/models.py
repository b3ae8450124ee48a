from django.conf import settings
from django.db import models

from buying_stages.models import BuyingStage, Pillar
from content.models import AssetPage
from editorial_calendar.querysets import SlotQuerySet


class Slot(models.Model):
    """A planned place in the calendar. It never sets a live date: planned is not scheduled."""

    class State(models.TextChoices):
        IDEA = "idea", "Idea"
        PLANNED = "planned", "Planned"
        DRAFTING = "drafting", "Drafting"
        REVIEW = "review", "In review"
        READY = "ready", "Ready"
        PUBLISHED = "published", "Published"

    working_title = models.CharField(max_length=200, help_text="What we call it until it has a title of its own.")
    idea = models.TextField(blank=True, help_text="The claim, the evidence we have, and what is still missing.")
    asset = models.OneToOneField(
        AssetPage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="slot",
        help_text="The asset, once somebody has begun to write it.",
    )
    planned_on = models.DateField(null=True, blank=True, help_text="Leave empty to keep it in the backlog.")
    pillar = models.CharField(max_length=12, choices=Pillar, blank=True)
    stage = models.ForeignKey(
        BuyingStage, null=True, blank=True, on_delete=models.PROTECT, related_name="slots", verbose_name="buying stage"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots"
    )
    state = models.CharField(max_length=9, choices=State, default=State.IDEA)

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "pk"]

    def __str__(self):
        return self.working_title
