from django.conf import settings
from django.db import models
from django.urls import reverse
from wagtail.models import AbstractGroupApprovalTask
from wagtail.permissions import page_permission_policy


class AbstractReviewTask(AbstractGroupApprovalTask):
    """A step that a group answers. Answering it gives nobody the right to write."""

    def user_can_access_editor(self, obj, user):
        """Sales reads and answers; the text stays with those who may write pages anyway."""
        return False

    def locked_for_user(self, obj, user):
        """Those who may unlock pages are never locked out: they answer for the shelf and may publish past a review."""
        if page_permission_policy.user_has_permission_for_instance(user, "unlock", obj):
            return False
        return super().locked_for_user(obj, user)

    class Meta:
        abstract = True


class ReviewTask(AbstractReviewTask):
    class Meta:
        verbose_name = "review step"
        verbose_name_plural = "review steps"

    @classmethod
    def get_description(cls):
        return "Members of the chosen groups read the draft and answer. They need no right to edit it."


class ExpertCheckTask(AbstractReviewTask):
    """A step that somebody without an account answers by a link; the groups send it, and may answer in their stead."""

    SEND = "send"

    class Meta:
        verbose_name = "expert check"
        verbose_name_plural = "expert checks"

    @classmethod
    def get_description(cls):
        return "Members of the chosen groups send the draft to an expert, whose answer by link decides the step."

    def get_actions(self, obj, user):
        actions = super().get_actions(obj, user)
        return [(self.SEND, "Send to an expert", True), *actions] if actions else []

    def get_template_for_action(self, action):
        return "content/review/send_modal.html" if action == self.SEND else super().get_template_for_action(action)

    def on_action(self, task_state, user, action_name, **kwargs):
        if action_name == self.SEND:
            return reverse("asset_review:desk", args=[task_state.workflow_state.object_id])
        return super().on_action(task_state, user, action_name, **kwargs)


class ReviewStep(models.Model):
    """Who looks after a step of a review, and by when it should be answered."""

    task_state = models.OneToOneField("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="review_step")
    due_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.task_state}, due {self.due_on or 'any time'}"
