import uuid

from django.db import models


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

    class Meta:
        # The log counts answers by version, of a million readers too.
        indexes = [models.Index(fields=["text_version", "choice"], name="consent_version_choice")]

    def __str__(self):
        return f"{self.get_choice_display()} by {self.visitor} on {self.at:%Y-%m-%d}"
