"""Answering a step of a review from the dashboard: an asset that may not go out yet is told in words."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages.workflow import WorkflowActionView


class AnswerReviewView(WorkflowActionView):
    """Wagtail's own, but the last approval publishes, and publishing asks for what a live asset cannot be without."""

    def get_redirect_url(self) -> str:
        """Sales may not open the editor, so an answer leads back to the dashboard."""
        if self.object.permissions_for_user(self.request.user).can_edit():
            return super().get_redirect_url()
        return get_valid_next_url_from_request(self.request) or reverse("wagtailadmin_home")

    def post(self, request, *args, **kwargs) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except ValidationError as incomplete:
            missing = " ".join(incomplete.messages)
        messages.error(
            request,
            f"“{self.object.draft_title}” was not approved, because it may not go out yet. {missing} Complete it in the editor, then approve it.",
        )
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.render_modal_json(request, {"step": "success", "redirect": self.redirect_url})
        return redirect(self.redirect_url)
