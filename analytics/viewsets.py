"""The menu "Reading": what readers do, what of it counts, and what was kept out."""

from wagtail.admin.viewsets.base import ViewSetGroup

from analytics.read_only import ReadOnlyIndexView, ReadOnlyViewSet
from analytics.screens.bad_rows import BadRowViewSet
from analytics.screens.consent_log import ConsentViewSet
from analytics.screens.consumption import ConsumptionViewSet
from analytics.screens.live import LiveViewSet
from analytics.screens.quarantine import QuarantineViewSet
from analytics.screens.touch_list import TouchViewSet
from analytics.screens.turned_away import TurnedAwayViewSet
from analytics.screens.votes import VoteViewSet

__all__ = ["ReadOnlyIndexView", "ReadOnlyViewSet", "ReadingViewSetGroup"]


class ReadingViewSetGroup(ViewSetGroup):
    menu_label = "Reading"
    menu_icon = "glasses"
    menu_order = 180
    items = (
        ConsumptionViewSet(),
        LiveViewSet(),
        TouchViewSet("touches"),
        VoteViewSet("usefulness"),
        QuarantineViewSet(),
        TurnedAwayViewSet(),
        BadRowViewSet("bad_rows"),
        ConsentViewSet("consent_log"),
    )
