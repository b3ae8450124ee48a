"""One touch with everything that it stands on, and why it counts as it does."""

from dataclasses import dataclass

from csp.decorators import csp_replace
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import page_permission_policy

from analytics.durations import active_time
from analytics.loading.measures import measure_of
from analytics.models import Deed, Quarantine, ReadAs, Touch
from analytics.rollups.facts import topics_of
from analytics.rollups.ways import WAYS
from analytics.screens.why_thorough import why
from content.cms_policy import STRICT
from content.models import AssetPage


@dataclass(frozen=True)
class Done:
    """A deed, and the name of what it was done to if that is still there."""

    deed: Deed
    target: str


@method_decorator(csp_replace(STRICT), name="dispatch")
class OneTouchView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "analytics.view_touch"
    page_title = "Touch"
    header_icon = "view"
    template_name = "analytics/screens/touch.html"

    def get_context_data(self, **kwargs):
        touch = get_object_or_404(
            Touch.objects.select_related("asset", "visitor", "read_as", "quarantine__decided_by"), pk=self.kwargs["pk"]
        )
        views = list(touch.page_views.order_by("heard_from", "pk"))
        deeds = list(Deed.objects.filter(page_view__touch=touch).order_by("at", "pk"))
        return super().get_context_data(
            **kwargs,
            touch=touch,
            read_as=_as_words(touch.read_as),
            views=[(view, active_time(view.active_ms)) for view in views],
            deeds=_named(deeds),
            expected=active_time(touch.expected_seconds * 1000) if touch.expected_seconds else "not known",
            reasons=why(touch, measure=measure_of(touch.asset)),
            quarantine=_quarantine(touch),
            visitor=touch.visitor.key.hex[:8],
            asset_address=self._asset_address(touch.asset),
        )

    def _asset_address(self, asset: AssetPage) -> str:
        if page_permission_policy.user_has_permission(self.request.user, "change"):
            return reverse("wagtailadmin_pages:edit", args=[asset.pk])
        return (asset.get_url(self.request) or "") if asset.live else ""

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("touches:index"), "label": "Touches"},
            {"url": "", "label": self.page_title},
        ]


def _quarantine(touch: Touch) -> Quarantine | None:
    return getattr(touch, "quarantine", None)


def _as_words(was: ReadAs) -> list[tuple[str, str]]:
    """What the asset was when it was read: each kind and its name today."""
    keys = {
        "stage": [str(was.stage_number or "")],
        "pillar": [was.pillar],
        "format": [was.format],
        "topic": [str(topic) for topic in topics_of(was.topic_numbers)] or [""],
    }
    return [(WAYS[way].label, ", ".join(sorted(WAYS[way].labels(of).values()))) for way, of in keys.items()]


def _named(deeds: list[Deed]) -> list[Done]:
    """Only the next asset has a name that everybody who sees touches may see."""
    pks = {deed.target for deed in deeds if deed.kind == Deed.Kind.NEXT}
    titles = dict(AssetPage.objects.filter(pk__in=pks).values_list("pk", "title")) if pks else {}
    return [Done(deed, titles.get(deed.target, "")) for deed in deeds]
