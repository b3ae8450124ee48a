"""The stage map: where each asset stands with marketing and sales, and the signatures of both."""

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import re_path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from buying_stages.models import BuyingStage, Pillar
from content.cms_policy import STRICT
from content.models import AssetPage, Side, StageAgreement, State
from content.review import agreements
from content.review.stage_map_asset import AssetAgreementView, ReadDraftView, as_text
from content.review.standing import StageMapAccess, assets_for, sides_of, with_state

PAGE_SIZE = 50
NAMED = 3


class Narrowing(forms.Form):
    """What the address asks for. A choice that does not exist is left out, and the page says so."""

    q = forms.CharField(required=False, max_length=100, label="Title", widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(required=False, choices=State.choices, widget=forms.HiddenInput)
    stage = forms.ModelChoiceField(
        BuyingStage.objects.all(), required=False, to_field_name="slug", empty_label="All stages", label="Stage"
    )
    pillar = forms.ChoiceField(required=False, choices=[("", "Both pillars"), *Pillar.choices])

    def narrow(self, assets):
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            assets = assets.filter(draft_title__icontains=asked["q"])
        if asked.get("stage"):
            assets = assets.filter(stage=asked["stage"])
        if asked.get("pillar"):
            assets = assets.filter(pillar=asked["pillar"])
        return assets

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.values())


@method_decorator(csp_replace(STRICT), name="dispatch")
class StageMapView(StageMapAccess, WagtailAdminTemplateMixin, TemplateView):
    page_title = "Stage map"
    header_icon = "list-ol"
    template_name = "content/stage_map/index.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        narrowing = Narrowing(self.request.GET)
        assets = narrowing.narrow(with_state(assets_for(user, at=timezone.now())))
        state = narrowing.cleaned_data.get("state")
        chosen = assets.filter(agreement_state=state) if state else assets
        page = Paginator(chosen.select_related("stage").order_by("draft_title", "pk"), PAGE_SIZE).get_page(
            self.request.GET.get("p")
        )
        return super().get_context_data(
            **kwargs,
            narrowing=narrowing,
            page=page,
            pages=page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
            rows=rows(page.object_list),
            counts=self._counts(assets, state),
            address=self._address(without="p"),
            sides=sides_of(user),
        )

    def _counts(self, assets, chosen) -> list[dict]:
        numbers = dict(assets.order_by().values_list("agreement_state").annotate(Count("pk")))
        base = self._address(without="state")
        everything = {"label": "All", "count": sum(numbers.values()), "address": f"?{base}", "is_chosen": not chosen}
        shown = [state for state in State if numbers.get(state.value) or chosen == state.value]
        each = [
            {
                "label": state.label,
                "count": numbers.get(state.value, 0),
                "address": f"?{base}&state={state.value}",
                "is_chosen": chosen == state.value,
            }
            for state in shown
        ]
        return [everything, *each]

    def _address(self, *, without: str) -> str:
        address = self.request.GET.copy()
        for name in {without, "p"}:
            address.pop(name, None)
        return address.urlencode()

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]


def rows(assets) -> list[tuple[AssetPage, State, StageAgreement | None]]:
    """Each asset with its state and its latest agreement; one query for all of them."""
    latest: dict[int, StageAgreement] = {}
    for agreement in StageAgreement.objects.filter(asset__in=assets).select_related("stage").order_by("version"):
        latest[agreement.asset_id] = agreement
    return [(asset, State(asset.agreement_state), latest.get(asset.pk)) for asset in assets]


class BulkView(StageMapAccess, View):
    """Proposes or signs all assets that are ticked; each that cannot be is named with its reason."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        at = timezone.now()
        ticked = [pk for pk in request.POST.getlist("asset") if pk.isdecimal() and len(pk) < 19]
        assets = list(assets_for(request.user, at=at).filter(pk__in=ticked[:PAGE_SIZE]).select_related("stage"))
        if not assets:
            messages.warning(request, "Nothing was ticked, so nothing changed. Tick the assets first.")
            return redirect(self._back())
        verb, side = self._asked()
        if verb == "sign":
            result = agreements.sign_all(assets, by=request.user, at=at)
        else:
            result = agreements.propose_all(
                assets, by=request.user, side=side, note=as_text(request.POST.get("note")), at=at
            )
        _tell(request, result, "signed" if verb == "sign" else "proposed")
        return redirect(self._back())

    def _asked(self) -> tuple[str, Side]:
        verb, _, side = self.request.POST.get("do", "").partition(":")
        if verb not in ("propose", "sign") or side not in Side.values:
            raise PermissionDenied
        if not self.request.user.has_perm(Side(side).right):
            raise PermissionDenied
        return verb, Side(side)

    def _back(self) -> str:
        wanted = self.request.POST.get("next", "")
        return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else reverse("stage_map:index")


def _tell(request, result, verb: str) -> None:
    if result.done:
        number = len(result.done)
        messages.success(request, f"{number} asset{'s' if number > 1 else ''} {verb}.")
    if result.refused:
        more = len(result.refused) - NAMED
        named = [*result.refused[:NAMED], *([f"And {more} more."] if more > 0 else [])]
        messages.warning(request, f"{len(result.refused)} not {verb}: {' '.join(named)}")


class StageMapMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(StageMapAccess.permission_required)


class StageMapViewSet(ViewSet):
    name = "stage_map"
    url_prefix = "stage-map"
    icon = "list-ol"
    menu_label = "Stage map"
    menu_order = 160
    add_to_admin_menu = True
    menu_item_class = StageMapMenuItem

    def get_urlpatterns(self):
        return [
            re_path(r"^$", self.construct_view(StageMapView), name="index"),
            re_path(r"^bulk/$", BulkView.as_view(), name="bulk"),
            # No more digits than a key can have: a database answers a larger number with an error.
            re_path(r"^(?P<pk>[0-9]{1,18})/$", self.construct_view(AssetAgreementView), name="asset"),
            re_path(r"^(?P<pk>[0-9]{1,18})/read/$", ReadDraftView.as_view(), name="read"),
        ]
