from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import HeaderButton
from wagtail.permissions import page_permission_policy

from content.cms_policy import STRICT
from editorial_calendar.forms import MoveForm, RangeForm
from editorial_calendar.items import Item, Kind, items_between
from editorial_calendar.models import Slot
from editorial_calendar.months import Month, NotAMonth, spoken
from editorial_calendar.moving import MovedMeanwhile, move

MOST_IN_TRAY = 50


@method_decorator(csp_replace(STRICT), name="dispatch")
class CalendarView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """One month: what is planned, beside what the assets' own dates say, and the backlog."""

    permission_required = "editorial_calendar.view_slot"
    page_title = "Calendar"
    header_icon = "calendar-alt"
    template_name = "editorial_calendar/month.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        month, note = self._month(today)
        items = items_between(month.first, month.last, user=self.request.user, at=timezone.now())
        addresses = Addresses(self.request)
        tray = Slot.objects.undated().with_names()
        return super().get_context_data(
            **kwargs,
            month=month,
            this_month=Month.of(today),
            note=note,
            today=today,
            days=_by_day(items, addresses),
            counts=_counts(items),
            tray=tray[:MOST_IN_TRAY],
            tray_count=tray.count(),
            no_slots_at_all=not Slot.objects.exists(),
            may_change=self.request.user.has_perm("editorial_calendar.change_slot"),
            may_add=self.request.user.has_perm("editorial_calendar.add_slot"),
        )

    def _month(self, today):
        asked = self.request.GET.get("month")
        if not asked:
            return Month.of(today), ""
        try:
            return Month.read(asked), ""
        except NotAMonth:
            month = Month.of(today)
            return month, f"“{asked[:20]}” is not a month, so this is {month.name}. A month is written as {month}."

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_header_buttons(self):
        if not self.request.user.has_perm("editorial_calendar.add_slot"):
            return []
        return [HeaderButton("Add a slot", url=reverse("slots:add"), icon_name="plus")]


class ItemsView(PermissionRequiredMixin, View):
    """The same items for the script that draws the month: /admin/calendar/items/?first=2026-11-01&last=2026-11-30."""

    permission_required = "editorial_calendar.view_slot"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> JsonResponse:
        asked = RangeForm(request.GET)
        if not asked.is_valid():
            return JsonResponse({"message": _sentences(asked)}, status=400)
        items = items_between(**asked.cleaned_data, user=request.user, at=timezone.now())
        addresses = Addresses(request)
        may_change = request.user.has_perm("editorial_calendar.change_slot")
        return JsonResponse({"items": [_as_json(item, addresses.of(item), may_change) for item in items]})


class MoveView(PermissionRequiredMixin, View):
    """Plans a slot for another day. The script sends `Accept: application/json`; the form without it comes back."""

    permission_required = "editorial_calendar.change_slot"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        slot = get_object_or_404(Slot, pk=pk)
        asked = MoveForm(request.POST)
        today = timezone.localdate()
        if not asked.is_valid():
            return self._answer(request, slot, _sentences(asked), status=400)
        try:
            move(slot, **asked.cleaned_data, by=request.user)
        except MovedMeanwhile as meanwhile:
            return self._answer(request, slot, _told(meanwhile, today), status=409)
        return self._answer(request, slot, f"Moved to {spoken(slot.planned_on, today=today)}.", status=200)

    def _answer(self, request: HttpRequest, slot: Slot, message: str, *, status: int) -> HttpResponse:
        if request.accepts("text/html"):
            (messages.success if status == 200 else messages.error)(request, f"“{slot}”: {message}")
            return redirect(f"{reverse('calendar:index')}?month={Month.of(slot.planned_on or timezone.localdate())}")
        planned_on = slot.planned_on.isoformat() if slot.planned_on else ""
        return JsonResponse({"message": message, "planned_on": planned_on}, status=status)


class Addresses:
    """Where an item leads: to the form for those who may change it, to the public page for those who may not."""

    def __init__(self, request: HttpRequest):
        self.request = request
        self.edits_slots = request.user.has_perm("editorial_calendar.change_slot")
        self.edits_pages = page_permission_policy.user_has_permission(request.user, "change")

    def of(self, item: Item) -> str:
        if item.is_slot:
            return reverse("slots:edit", args=[item.pk]) if self.edits_slots else ""
        if self.edits_pages:
            return reverse("wagtailadmin_pages:edit", args=[item.pk])
        return (item.asset.get_url(self.request) or "") if item.asset.live else ""


def _told(meanwhile: MovedMeanwhile, today) -> str:
    who = get_user_display_name(meanwhile.by) if meanwhile.by else "Somebody else"
    where = spoken(meanwhile.slot.planned_on, today=today)
    return f"{who} moved it to {where} in the meantime, so your move was not made. It stands at {where} now."


def _sentences(form) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _by_day(items: list[Item], addresses: Addresses) -> list[tuple]:
    days: dict = {}
    for item in items:
        days.setdefault(item.on, []).append((item, addresses.of(item)))
    return list(days.items())


def _counts(items: list[Item]) -> dict[str, int]:
    return {kind.value: sum(item.kind is kind for item in items) for kind in Kind}


def _as_json(item: Item, address: str, may_change: bool) -> dict:
    return {
        "id": item.key,
        "pk": item.pk,
        "kind": item.kind.value,
        "on": item.on.isoformat(),
        "title": item.title,
        "pillar": item.pillar,
        "label": item.label,
        "owner": item.owner,
        "stage": item.stage,
        "address": address,
        "movable": item.is_slot and may_change,
    }
