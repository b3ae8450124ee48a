"""One asset on the stage map: its agreement, what can be done about it, and its text for whoever signs."""

from contextlib import suppress
from datetime import date

from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from content.cms_policy import STRICT
from content.models import AssetPage, Side, StageAgreement, State
from content.review import agreements
from content.review.agreements import NotPossible
from content.review.expert_check_views import reading
from content.review.standing import StageMapAccess, assets_for, sides_of, with_state


@method_decorator(csp_replace(STRICT), name="dispatch")
class AssetAgreementView(StageMapAccess, WagtailAdminTemplateMixin, TemplateView):
    """One asset: where it stands, what can be done about it, and every version that there was."""

    header_icon = "list-ol"
    template_name = "content/stage_map/asset.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.at = timezone.now()

    def asset(self) -> AssetPage:
        assets = with_state(assets_for(self.request.user, at=self.at)).select_related("stage")
        return get_object_or_404(assets, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        asset, user = self.asset(), self.request.user
        history = list(asset.stage_agreements.select_related("stage").prefetch_related("remarks"))
        latest = history[0] if history else None
        state, sides = State(asset.agreement_state), sides_of(user)
        is_open = state in (State.FOR_SALES, State.FOR_MARKETING, State.SIGNED)
        waits_for = latest.waits_for if is_open else None
        self.page_title = asset.draft_title
        return super().get_context_data(
            **kwargs,
            asset=asset,
            state=state,
            latest=latest,
            history=history,
            may_propose=[] if is_open else sides,
            may_sign=waits_for in sides and user.pk not in (latest.marketing_by_id, latest.sales_by_id),
            may_decline=waits_for in sides,
            may_withdraw=is_open and any(latest.signed_at(side) for side in sides),
            may_say=bool(latest and sides),
            may_edit=asset.permissions_for_user(user).can_edit(),
            today=timezone.localdate(self.at),
        )

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("stage_map:index"), "label": "Stage map"},
            {"url": "", "label": self.page_title},
        ]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        asset = self.asset()
        try:
            messages.success(request, self._do(asset))
        except NotPossible as why:
            messages.error(request, str(why))
        return redirect("stage_map:asset", pk=asset.pk)

    def _do(self, asset: AssetPage) -> str:
        asked, by = self.request.POST, self.request.user
        text = as_text(asked.get("text"))
        verb, _, side = asked.get("do", "").partition(":")
        if verb == "propose" and side in Side.values:
            agreements.propose(asset, by=by, at=self.at, side=Side(side), note=text, since=_day(asked.get("since")))
            return f"Proposed. It waits for {Side(side).other.label.lower()} now."
        latest = asset.stage_agreements.first()
        if latest is None:
            raise NotPossible("Nothing has been proposed for this asset yet. Propose its stage first.")
        return self._do_with(latest, verb, by=by, text=text)

    def _do_with(self, latest: StageAgreement, verb: str, *, by, text: str) -> str:
        if verb == "sign":
            signed = agreements.sign(latest, by=by, at=self.at)
            return f"Signed. The agreement holds from {date_format(signed.effective_from)}."
        if verb == "decline":
            agreements.decline(latest, by=by, remark=text, at=self.at)
            return "Declined. Your reason stands in the history; a new proposal can answer it."
        if verb == "withdraw":
            agreements.withdraw(latest, by=by, remark=text, at=self.at)
            return "Withdrawn. Your reason stands in the history."
        if verb == "say":
            agreements.say(latest, by=by, text=text, at=self.at)
            return "Your remark stands in the history."
        raise PermissionDenied


def as_text(typed: str | None) -> str:
    """Without the one character that PostgreSQL keeps in no text."""
    return (typed or "").replace("\0", "")


def _day(text: str | None) -> date | None:
    """A day as the browser's own field writes it; nothing else can be asked for there."""
    with suppress(ValueError):
        return date.fromisoformat(text or "")
    return None


class ReadDraftView(StageMapAccess, View):
    """What sales signs for, as text, for those who may not open the editor."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: str) -> HttpResponse:
        asset = get_object_or_404(assets_for(request.user, at=timezone.now()), pk=pk)
        draft = asset if asset.live else asset.get_latest_revision_as_object()
        response = render(request, "content/stage_map/read.html", {"draft": draft, "asset": asset, **reading(draft)})
        response.headers["Cache-Control"] = "private, no-store"
        return response
