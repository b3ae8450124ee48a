from wagtail import hooks
from wagtail.log_actions import LogFormatter

from editorial_calendar.home_panel import WeekPanel
from editorial_calendar.moving import MOVED
from editorial_calendar.rights import of_the_calendar
from editorial_calendar.viewsets import CalendarGroup
from leads.rights.holdings import HOLDINGS


@hooks.register("register_admin_viewset")
def register_calendar():
    return CalendarGroup()


@hooks.register("construct_homepage_panels")
def add_week_panel(request, panels):
    if request.user.has_perm("editorial_calendar.view_slot"):
        panels.append(WeekPanel(request))


@hooks.register("register_log_actions")
def register_move(actions):
    @actions.register_action(MOVED)
    class Moved(LogFormatter):
        label = "Move"

        def format_message(self, log_entry):
            was, now = (log_entry.data.get(key) or "the backlog" for key in ("from", "to"))
            return f"Moved from {was} to {now}"


hooks.register(HOLDINGS, of_the_calendar)
