from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from audiences.demand import count_wanted
from buying_stages.models import Pillar
from content.models import AssetPage
from editorial_calendar.models import Slot
from editorial_calendar.wanted import WINDOW, WantedView

MOST_ROWS = 10
OPEN_STATES = [state.value for state in Slot.State if state is not Slot.State.PUBLISHED]


@dataclass(frozen=True)
class Number:
    """A number on the screen, and the rows behind it."""

    count: int
    label: str
    address: str


class WeekPanel(Component):
    """What the week asks of the marketers, and what the shelf holds."""

    order = 50
    template_name = "editorial_calendar/home_panel.html"

    class Media:
        css = {"all": ["editorial_calendar/home-panel.css"]}

    def __init__(self, request):
        self.request = request

    def get_context_data(self, parent_context):
        now = timezone.now()
        today = timezone.localdate(now)
        monday = today - timedelta(days=today.weekday())
        sunday, yesterday = monday + timedelta(days=6), today - timedelta(days=1)
        week = Slot.objects.between(monday, sunday)
        overdue = Slot.objects.overdue(today)
        # What is overdue stands above already.
        rest = week.exclude(pk__in=overdue.values("pk"))
        return {
            "today": today,
            "overdue": overdue.with_names().order_by("planned_on", "pk")[:MOST_ROWS],
            "week": rest.with_names()[:MOST_ROWS],
            "more_this_week": rest.count() > MOST_ROWS,
            "week_number": Number(week.count(), "this week", _slots(monday, sunday)),
            "overdue_number": Number(overdue.count(), "overdue", _slots(None, yesterday, OPEN_STATES)),
            "mix": self._mix(now),
            "wanted": self._wanted(now),
            "may_add": self.request.user.has_perm("editorial_calendar.add_slot"),
            "may_change": self.request.user.has_perm("editorial_calendar.change_slot"),
        }

    def _wanted(self, now) -> int:
        may_see = self.request.user.has_perm(WantedView.permission_required)
        return count_wanted(since=now - WINDOW) if may_see else 0

    def _mix(self, now) -> list[Number]:
        visible = AssetPage.objects.visible_to(self.request.user, at=now)
        counts = dict(visible.order_by().values_list("pillar").annotate(Count("pk")))
        shelf = f"{reverse('library:search')}?pillar=" if self.request.user.has_perm("library.use_library") else ""
        return [
            Number(counts.get(pillar.value, 0), pillar.label.lower(), shelf and f"{shelf}{pillar.value}")
            for pillar in Pillar
        ]


def _slots(first: date | None, last: date, states: list[str] | None = None) -> str:
    """The list of slots, narrowed to the same days and states as the number."""
    asked = [("planned_on_from", first.isoformat() if first else ""), ("planned_on_to", last.isoformat())]
    return f"{reverse('slots:index')}?{urlencode(asked + [('state', state) for state in states or []])}"
