from contextlib import suppress

import django_filters
from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.urls import path, reverse
from django.utils import timezone
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
)
from wagtail.admin.ui.tables import Column
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic import CreateView, IndexView
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from buying_stages.models import BuyingStage, Pillar
from editorial_calendar.forms import PlannedDay, SlotForm, find_demand
from editorial_calendar.models import Slot
from editorial_calendar.views import CalendarView, ItemsView, MoveView
from editorial_calendar.wanted import WantedView, planned_from, say_it_is_planned
from leads.listings import PersonFilter, SafeDownloads
from users.models import User


class CalendarMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(CalendarView.permission_required)


class CalendarViewSet(ViewSet):
    name = url_prefix = "calendar"
    icon = "calendar-alt"
    menu_label = "Month"
    menu_item_class = CalendarMenuItem

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(CalendarView), name="index"),
            path("items/", ItemsView.as_view(), name="items"),
            path("slots/<int:pk>/move/", MoveView.as_view(), name="move"),
        ]


class WantedMenuItem(MenuItem):
    def is_shown(self, request):
        return request.user.has_perm(WantedView.permission_required)


class WantedViewSet(ViewSet):
    name = "wanted"
    url_prefix = "calendar/wanted"
    icon = "search"
    menu_label = "Not there yet"
    menu_item_class = WantedMenuItem

    def get_urlpatterns(self):
        return [path("", self.construct_view(WantedView), name="index")]


class SlotFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(choices=Slot.State, widget=CheckboxSelectMultiple)
    pillar = django_filters.MultipleChoiceFilter(choices=Pillar, widget=CheckboxSelectMultiple)
    stage = django_filters.ModelMultipleChoiceFilter(queryset=BuyingStage.objects.all(), widget=CheckboxSelectMultiple)
    owner = PersonFilter(queryset=User.objects.filter(slots__isnull=False).distinct())
    planned_on = django_filters.DateFromToRangeFilter(label="Planned for", widget=DateRangePickerWidget)
    backlog = django_filters.BooleanFilter(label="In the backlog", field_name="planned_on", lookup_expr="isnull")

    class Meta:
        model = Slot
        fields = ["state", "pillar", "stage", "owner", "planned_on", "backlog"]


class SlotIndexView(SafeDownloads, IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().with_names()


class SlotCreateView(CreateView):
    """A day that was clicked in the calendar comes along in the address, and so does a wish to plan for."""

    def get_initial(self):
        initial = {**super().get_initial(), "owner": self.request.user} | self._asked_for()
        with suppress(ValidationError):
            initial["planned_on"] = PlannedDay().clean(self.request.GET.get("planned_on")) or initial.get("planned_on")
        return initial

    def _asked_for(self) -> dict:
        may_see = self.request.user.has_perm(WantedView.permission_required)
        row = find_demand(self.request.GET.get("demand", "")) if may_see else None
        return planned_from(row, today=timezone.localdate()) if row else {}

    def save_instance(self):
        slot = super().save_instance()
        row = self.form.cleaned_data["demand"]
        if row and self.request.user.has_perm("audiences.change_demand"):
            say_it_is_planned(row, slot, by=self.request.user, at=timezone.now())
        return slot

    def get_success_url(self):
        """To the month that shows the new slot; in the backlog it shows in every month."""
        day = self.object.planned_on
        return f"{reverse('calendar:index')}?month={day:%Y-%m}" if day else reverse("calendar:index")


def _planned_for(slot: Slot):
    return slot.planned_on or "Backlog"


def _owner_name(slot: Slot) -> str:
    return get_user_display_name(slot.owner) if slot.owner else ""


class SlotViewSet(ModelViewSet):
    model = Slot
    icon = "list-ul"
    menu_label = "Slots"
    copy_view_enabled = False
    index_view_class = SlotIndexView
    index_results_template_name = "editorial_calendar/slot/index_results.html"
    add_view_class = SlotCreateView
    list_display = [
        "working_title",
        Column("planned_on", label="Planned for", accessor=_planned_for, sort_key="planned_on"),
        Column("get_state_display", label="State", sort_key="state"),
        Column("get_pillar_display", label="Pillar", sort_key="pillar"),
        "stage",
        Column("owner", accessor=_owner_name, sort_key="owner"),
        "asset",
    ]
    list_export = [
        "working_title",
        "planned_on",
        "get_state_display",
        "get_pillar_display",
        "stage",
        "owner",
        "asset",
        "idea",
    ]
    export_filename = "slots"
    filterset_class = SlotFilterSet
    search_fields = ["working_title", "idea"]
    ordering = ["planned_on", "pk"]
    edit_handler = ObjectList(
        [
            FieldPanel("working_title"),
            FieldRowPanel([FieldPanel("planned_on"), FieldPanel("state"), FieldPanel("owner")]),
            MultiFieldPanel([FieldPanel("pillar"), FieldPanel("stage")], "Placement"),
            FieldPanel("idea"),
            PageChooserPanel("asset"),
        ],
        base_form_class=SlotForm,
    )


class CalendarGroup(ViewSetGroup):
    menu_label = "Calendar"
    menu_icon = "calendar-alt"
    menu_order = 90
    submenu_hook = "register_calendar_menu_item"
    items = (CalendarViewSet(), SlotViewSet("slots"), WantedViewSet())
