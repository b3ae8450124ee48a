"""What an asset has done with its readers, beside its editor: twelve weeks in numbers that lead to their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.side_panels import BaseSidePanel

from analytics.durations import active_time
from analytics.rollups import asking
from analytics.rollups.by_asset import BY_ASSET
from analytics.rollups.consumed import Point
from analytics.rollups.facts import day_of
from analytics.rollups.newest import Newest, newest
from analytics.rollups.openings import openings
from analytics.rollups.spans import A_DAY, Span, Step
from analytics.screens.consumption_rows import Line, everything
from analytics.screens.periods import Period
from analytics.usefulness import Tally, tally_of
from content.models import AssetPage

WEEKS = 12
# A few touches do not fill the picture: this many is its least height.
LEAST_TOP = 4
HEIGHT, STEP = 48, 20


@dataclass(frozen=True)
class Bar:
    """Where a week stands in the picture; `deep` is the part of it that was read thoroughly."""

    week: Point
    x: int
    y: float
    height: float
    deep_y: float
    deep_height: float


@dataclass(frozen=True)
class Kpis:
    """Nine queries, whatever has been read."""

    period: Period
    line: Line
    bars: Sequence[Bar]
    newest: Newest
    usefulness: Tally
    unasked: int
    ever: int

    @property
    def is_empty(self) -> bool:
        return not (self.ever or self.unasked or self.usefulness.n)

    @property
    def median_active(self) -> str:
        return active_time(self.newest.median_active_ms) if self.newest.median_active_ms is not None else ""


class ReadingSidePanel(BaseSidePanel):
    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = "Toggle reading"
        icon_name = "table"

    class Media:
        css = {"all": ["analytics/screens.css"]}

    name = "reading"
    title = "Reading"
    template_name = "analytics/screens/asset_panel.html"
    order = 250

    def get_context_data(self, parent_context):
        kpis = kpis_of(self.object, at=timezone.now())
        pk = self.object.pk
        return super().get_context_data(parent_context) | {
            "kpis": kpis,
            "weeks": WEEKS,
            "sources": [(share, self._rows(kpis, source=share.key or "(none)")) for share in kpis.newest.sources],
            "nexts": kpis.newest.nexts,
            "consumption": f"{reverse('consumption:way', args=['asset'])}?{urlencode({'key': pk, 'period': '90'})}",
            "votes": f"{reverse('usefulness:index')}?{urlencode({'asset': pk})}",
            "may_see_votes": self.request.user.has_perm("analytics.view_usefulnessvote"),
        }

    def _rows(self, kpis: Kpis, **more: str) -> str:
        asked = {"asset": self.object.pk, "counts": "yes", **more}
        return f"{reverse('touches:index')}?{urlencode(asked)}"


def reading_panels(asset: AssetPage, request: HttpRequest) -> list[BaseSidePanel]:
    """For an asset that exists, and whoever may see what was consumed."""
    may_see = request.user.has_perm("analytics.view_consumption")
    return [ReadingSidePanel(asset, request)] if asset.pk and may_see else []


def kpis_of(asset: AssetPage, *, at: datetime) -> Kpis:
    today = day_of(at)
    period = Period(today - today.weekday() * A_DAY - 7 * (WEEKS - 1) * A_DAY, today)
    key = str(asset.pk)
    series = asking.over_time(period.span, step=Step.WEEK, way=BY_ASSET, key=key)
    return Kpis(
        period=period,
        line=everything(period, BY_ASSET, key, asset.title),
        bars=_bars(series.points),
        newest=newest(asset.pk),
        usefulness=tally_of(asset),
        unasked=openings(period.span, asset=asset.pk),
        ever=asking.total(Span(date(2000, 1, 1), today), way=BY_ASSET, key=key).touches,
    )


def _bars(weeks: Sequence[Point]) -> list[Bar]:
    top = max(LEAST_TOP, *(week.numbers.touches for week in weeks))
    return [_bar(place, week, top) for place, week in enumerate(weeks)]


def _bar(place: int, week: Point, top: int) -> Bar:
    high, deep = (round(HEIGHT * part / top, 1) for part in (week.numbers.touches, week.numbers.thorough))
    return Bar(week, place * STEP, round(HEIGHT - high, 1), high, round(HEIGHT - deep, 1), deep)
