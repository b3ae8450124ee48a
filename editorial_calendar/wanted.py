"""Asked for, and not there: what the library's searches and requests say about gaps, read as it is noted."""

from datetime import date, datetime, timedelta

from csp.decorators import csp_replace
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from audiences.demand import answer, wanted, wish
from audiences.hearing import heard
from audiences.models import Demand
from content.cms_policy import STRICT
from editorial_calendar.briefs import brief
from editorial_calendar.models import Slot
from users.models import User

WINDOW = timedelta(days=90)
MOST_HEARD = 3


@method_decorator(csp_replace(STRICT), name="dispatch")
class WantedView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = "audiences.view_demand"
    page_title = "Not there yet"
    header_icon = "search"
    template_name = "editorial_calendar/wanted.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            **kwargs,
            wishes=wanted(since=timezone.now() - WINDOW),
            days=WINDOW.days,
            today=timezone.localdate(),
            may_plan=user.has_perm("editorial_calendar.add_slot") and user.has_perm("audiences.change_demand"),
            may_answer=user.has_perm("audiences.change_demand"),
        )

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


def planned_from(row: Demand, *, today: date) -> dict:
    """What the form of a new slot begins with."""
    asked = wish(row)
    narrowed = {"industry": asked.industry, "stage": asked.stage}
    points = [note.heard for note in heard(**narrowed, most=MOST_HEARD)] if any(narrowed.values()) else []
    return {
        "demand": row.pk,
        "working_title": asked.words[:1].upper() + asked.words[1 : Slot._meta.get_field("working_title").max_length],
        "idea": brief(asked, heard=points),
        "stage": asked.stage,
        "pillar": asked.pillar,
        "planned_on": asked.needed_by if asked.needed_by and asked.needed_by >= today else None,
        "state": Slot.State.PLANNED,
    }


def say_it_is_planned(row: Demand, slot: Slot, *, by: User, at: datetime) -> None:
    """Everybody who asked reads it in the library."""
    day = f" for {date_format(slot.planned_on, 'j F Y')}" if slot.planned_on else ""
    answer(row.folded, state=Demand.State.PLANNED, said=f"Planned{day}: “{slot.working_title}”.", by=by, at=at)
