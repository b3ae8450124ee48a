from django.conf import settings
from django.db import models

from audiences.querysets import DemandQuerySet
from buying_stages.models import BuyingStage, Pillar


class Persona(models.Model):
    """A target reader: a kind of person, with what that person asks."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    description = models.TextField(
        blank=True, help_text="Who this is: responsibilities, pressures, what a good year looks like."
    )
    questions = models.TextField(blank=True, help_text="What they ask, one question a line, in their words.")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Industry(models.Model):
    """A line of business that buyers work in. An account names its own in words; the same words mean the same."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "industries"

    def __str__(self):
        return self.name


class Heard(models.Model):
    """Which part of the audience something is about: what both desks narrow their lists by."""

    stage = models.ForeignKey(BuyingStage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    persona = models.ForeignKey(Persona, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    industry = models.ForeignKey(Industry, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True


class Demand(Heard):
    """What somebody looked for and did not find, or asked for: each time a row, so that the calendar can count."""

    class Kind(models.TextChoices):
        SEARCH = "search", "Searched for, not found"
        REQUEST = "request", "Asked for"

    class State(models.TextChoices):
        NEW = "new", "New"
        PLANNED = "planned", "Planned"
        THERE = "there", "There is one"
        DECLINED = "declined", "Not planned"

    kind = models.CharField(max_length=7, choices=Kind, editable=False)
    words = models.CharField(max_length=300, help_text="What was looked for, as it was typed.")
    folded = models.CharField(max_length=300, editable=False, help_text="The same words for all who mean the same.")
    why = models.TextField(max_length=600, blank=True, help_text="What it is needed for.")
    pillar = models.CharField(max_length=12, choices=Pillar, blank=True)
    needed_by = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    answer = models.TextField(max_length=600, blank=True, help_text="What marketing says to whoever asked.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = DemandQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "demand"
        indexes = [models.Index(fields=["folded", "at"]), models.Index(fields=["state", "at"])]

    def __str__(self):
        return self.words


class FieldNote(Heard):
    """What a salesperson hears from buyers: one point, of no named company."""

    heard = models.TextField(max_length=600, help_text="What they say, without who said it.")
    topic = models.SlugField(max_length=100, blank=True, help_text="The slug of a topic.")
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return self.heard[:60]
