"""The last hour as it happens: three small questions to two indexes, however many touches there are."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import path
from django.utils import timezone
from django.utils.formats import time_format

from analytics.durations import active_time
from analytics.models import Touch
from analytics.screens.charts import Chart, Series
from analytics.screens.screen import Screen, ScreenViewSet

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
#: A reader is here now when a sign came within so long: a page that is read gives one every 15 seconds.
NOW = timedelta(minutes=5)
MOST_SHOWN = 25
#: So many signs are looked at; a busier hour is said to be busier.
MOST_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Hour:
    readers_now: int
    openings: int
    set_aside: int
    is_busier: bool
    latest: list[Touch]
    chart: Chart


class LiveView(Screen):
    permission_required = "analytics.view_touch"
    page_title = "Live"
    header_icon = "time"
    template_name = "analytics/screens/live.html"

    def get_context_data(self, **kwargs):
        at = timezone.now()
        hour = last_hour(at)
        return super().get_context_data(
            **kwargs,
            at=at,
            hour=hour,
            minutes=list(zip(hour.chart.spoken, *(series.values for series in hour.chart.series), strict=True)),
            rows=[(touch, active_time(touch.active_ms), touch.visitor.key.hex[:8]) for touch in hour.latest],
            now_minutes=NOW // MINUTE,
            is_empty=not hour.latest and not Touch.objects.exists(),
        )


class LiveFragment(LiveView):
    """What the script asks for every ten seconds."""

    template_name = "analytics/screens/live_hour.html"


def last_hour(at: datetime) -> Hour:
    signs = list(
        Touch.objects.filter(last_at__gt=at - HOUR)
        .order_by("-last_at")
        .values_list("at", "last_at", "visitor_id", "quarantined_for")[:MOST_LOOKED_AT]
    )
    latest = Touch.objects.filter(last_at__gt=at - HOUR).select_related("asset", "visitor").order_by("-last_at", "-pk")
    counted = [opened for opened, _, _, set_aside in signs if not set_aside and opened > at - HOUR]
    aside = [opened for opened, _, _, set_aside in signs if set_aside and opened > at - HOUR]
    return Hour(
        readers_now=len({visitor for _, last, visitor, set_aside in signs if last > at - NOW and not set_aside}),
        openings=len(counted),
        set_aside=len(aside),
        is_busier=len(signs) == MOST_LOOKED_AT,
        latest=list(latest[:MOST_SHOWN]),
        chart=_chart(counted, aside, at=at),
    )


def _chart(counted: list[datetime], aside: list[datetime], *, at: datetime) -> Chart:
    """One bar a minute, the running one last."""
    minutes = [at - number * MINUTE for number in range(59, -1, -1)]
    times = [time_format(timezone.localtime(minute), "H:i") for minute in minutes]
    return Chart(
        label="Openings a minute in the last hour",
        unit="openings",
        labels=times,
        spoken=times,
        series=[
            Series("Openings that count", "deep", _by_minute(counted, at=at)),
            Series("Set aside as a machine's", "all", _by_minute(aside, at=at)),
        ],
        is_small=True,
    )


def _by_minute(moments: list[datetime], *, at: datetime) -> list[int]:
    running = at.replace(second=0, microsecond=0)
    ago = Counter(max(0, (running - moment.replace(second=0, microsecond=0)) // MINUTE) for moment in moments)
    return [ago[number] for number in range(59, -1, -1)]


class LiveViewSet(ScreenViewSet):
    name = "live"
    icon = "time"
    menu_label = "Live"
    view_class = LiveView

    def get_urlpatterns(self):
        return [
            path("", self.construct_view(LiveView), name="index"),
            path("hour/", self.construct_view(LiveFragment), name="hour"),
        ]
