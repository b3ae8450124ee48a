"""Who has to say yes, beside the text: the review with its experts, and the stage agreement."""

from django.utils import timezone
from wagtail.admin.ui.side_panels import BaseSidePanel

from content.review.agreements import standing
from content.review.steps import step_of

MOST = 5


class ReviewSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle review and agreement"
        icon_name = "circle-check"
        has_counter = False

    name = "review"
    title = "Review and agreement"
    template_name = "content/review/side_panel.html"
    order = 320

    def get_context_data(self, parent_context):
        asset, at = self.object, timezone.now()
        checks = list(asset.expert_checks.select_related("expert")[: MOST + 1])
        return super().get_context_data(parent_context) | {
            "step": step_of(asset),
            "checks": [(check, check.is_open(at=at)) for check in checks[:MOST]],
            "has_more_checks": len(checks) > MOST,
            "agreement": standing(asset),
            "today": timezone.localdate(at),
        }


def review_panels(asset, request) -> list[BaseSidePanel]:
    return [ReviewSidePanel(asset, request)] if asset.pk else []
