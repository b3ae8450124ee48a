from datetime import datetime

from django.conf import settings
from django.db import models

from content.models.experts import Expert


class ExpertCheckQuerySet(models.QuerySet):
    def open(self, *, at: datetime):
        """Those whose link can still be answered."""
        return self.filter(answered_at=None, revoked_at=None, expires_at__gt=at)


class ExpertCheck(models.Model):
    """An asset sent to an expert who has no account: one link, one answer, and the row that stays."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", "Approved"
        CHANGES = "changes", "Changes wanted"

    asset = models.ForeignKey("content.AssetPage", on_delete=models.CASCADE, related_name="expert_checks")
    revision = models.ForeignKey("wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+")
    task_state = models.ForeignKey("wagtailcore.TaskState", null=True, on_delete=models.SET_NULL, related_name="+")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="checks")
    sent_to = models.EmailField(help_text="The address that the link went to.")
    message = models.TextField(blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    comment = models.TextField(blank=True)
    words_sent = models.JSONField(
        default=dict, help_text="The draft as it was sent. Autosave may write over the revision itself."
    )
    mail_trouble = models.CharField(max_length=200, blank=True, help_text="Why the mail did not leave, if it did not.")

    objects = ExpertCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self):
        return f"{self.expert} on {self.asset}"

    def is_open(self, *, at: datetime) -> bool:
        return not self.answered_at and not self.revoked_at and self.expires_at > at
