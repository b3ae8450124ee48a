"""What was consumed, by asset, stage, pillar, topic, format or source, over time; every number leads to its rows."""

from urllib.parse import urlencode

from django.http import Http404
from django.urls import path, reverse
from django.utils.functional import cached_property

from analytics.models import Consumption
from analytics.rollups.spans import Span
from analytics.rollups.ways import WAYS
from analytics.screens.consumption_changes import changes
from analytics.screens.consumption_rows import ORDERS, everything, lines, over_time
from analytics.screens.consumption_sheets import lines_sheet, moments_sheet
from analytics.screens.over_time import in_parts, numbers_of_parts, read_deeply
from analytics.screens.period_form import PeriodChosen
from analytics.screens.reading_ways import from_address
from analytics.screens.screen import Screen, ScreenViewSet
from analytics.screens.tables import Sheet
from analytics.screens.tones import tones

LINES_A_PAGE = 50
#: In the order of their tabs, with what many of them are called.
TABS = {
    "asset": "Assets",
    "stage": "Buying stages",
    "pillar": "Pillars",
    "topic": "Topics",
    "format": "Formats",
    "source": "Sources",
}
#: Ways whose few keys are the parts of one picture; of the others it shows all, or the one that is chosen.
DRAWN_IN_PARTS = ("stage", "pillar")


class ConsumptionView(PeriodChosen, Screen):
    permission_required = "analytics.view_consumption"
    page_title = "Consumption"
    header_icon = "glasses"
    template_name = "analytics/screens/consumption.html"

    @cached_property
    def way(self):
        name = self.kwargs.get("by", next(iter(TABS)))
        if name not in TABS:
            raise Http404(f"There is no such way of looking; there are {', '.join(TABS)}.")
        return WAYS[name]

    @cached_property
    def chosen(self) -> str | None:
        """The one asset, stage, ... that the picture is about; None for all of them."""
        asked = self.request.GET.get("key", "")[:100]
        return from_address(asked) if asked and _can_be(self.way.name, asked) else None

    @cached_property
    def page_number(self) -> int:
        asked = self.request.GET.get("p", "")
        return max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1

    @cached_property
    def order(self) -> str:
        asked = self.request.GET.get("order", "")
        return asked if asked in ORDERS else ""

    def lines(self, limit: int | None):
        offset = (self.page_number - 1) * LINES_A_PAGE if limit else 0
        return lines(self.way, self.period, order=self.order, limit=limit, offset=offset)

    def get_context_data(self, **kwargs):
        shown = self.lines(LINES_A_PAGE)
        colours = tones(self.way.name, [line.key for line in shown.lines])
        parts = [(line, colours.get(line.key, "none")) for line in shown.lines]
        whole, over_time = self._looked_at()
        chart = self._chart(whole, over_time, parts)
        return super().get_context_data(
            **kwargs,
            way=self.way,
            many=TABS[self.way.name],
            tabs=self._tabs(),
            shown=shown,
            lines=parts,
            whole=whole,
            is_chosen=self.chosen is not None,
            is_in_parts=self.is_in_parts,
            chart=chart,
            changes=self._changes(whole),
            moments=over_time.lines,
            rows_over_time=_beside(over_time.lines, chart if self.is_in_parts else None),
            readers_over_time=over_time.readers_in_words,
            readers_of_whole=_readers_in_short(self.period.span),
            page_number=self.page_number,
            lines_a_page=LINES_A_PAGE,
            order=self.order,
            has_own_order=not self.order and self.way.name in DRAWN_IN_PARTS,
            line_address=self.query_without("key", "export", "table"),
            order_address=self.query_without("order", "p", "export", "table"),
            page_address=self.query_without("p", "export", "table"),
            nothing_at_all=not whole.now.touches and not Consumption.objects.exists(),
        )

    @property
    def is_in_parts(self) -> bool:
        return self.chosen is None and self.way.name in DRAWN_IN_PARTS

    def _changes(self, whole):
        """None where the table says as much itself, or where there is nothing to compare with."""
        says_it_itself = self.chosen is not None or self.is_in_parts
        return None if says_it_itself or not whole.before.touches else changes(self.way, self.period)

    def _looked_at(self):
        way, key = (self.way, self.chosen) if self.chosen is not None else (WAYS["all"], "")
        whole = everything(self.period, way, key, way.labels([key])[key])
        return whole, over_time(self.period, way=way, key=key)

    def _chart(self, whole, over_time, parts):
        label = f"Touches a {self.period.step.value}: {whole.name}"
        if not self.is_in_parts:
            return read_deeply(over_time.lines, self.period, label=label)
        numbers = numbers_of_parts(self.way, self.period, [line.key for line, _ in parts])
        label = f"{label}, by {self.way.label.lower()}"
        return in_parts(parts, numbers, self.period, way=self.way.name, label=label)

    def _tabs(self):
        days = urlencode(self.period.asked)
        return [
            (label, f"{reverse('consumption:way', args=[name])}?{days}", name == self.way.name)
            for name, label in TABS.items()
        ]

    def sheet(self, context, name: str) -> Sheet:
        days = f"{self.period.first}-{self.period.last}"
        if name == "time":
            return moments_sheet(f"consumption-over-time-{days}", context["moments"])
        return lines_sheet(f"consumption-by-{self.way.name}-{days}", self.way.label, self.lines(None).lines)


def _readers_in_short(span: Span) -> str:
    """Beside the number; the whole sentence stands at the table."""
    if span.counts_each_reader_once:
        return "each counted once"
    if not span.months:
        return "each counted once a day"
    return "each counted once a month or day" if span.single_days else "each counted once a month"


def _beside(lines, chart) -> list[tuple]:
    """Each day or month with the parts that its bar is made of, and where each leads."""
    if chart is None:
        return [(line, ()) for line in lines]
    parts = [zip(part.values, part.addresses, strict=True) for part in chart.series]
    return list(zip(lines, zip(*parts, strict=True), strict=True))


def _can_be(way: str, asked: str) -> bool:
    """Assets, stages and topics are named by numbers."""
    return way not in ("asset", "stage", "topic") or not from_address(asked) or asked.isdecimal() and len(asked) < 19


class ConsumptionViewSet(ScreenViewSet):
    name = "consumption"
    icon = "glasses"
    menu_label = "Consumption"
    view_class = ConsumptionView

    def get_urlpatterns(self):
        view = self.construct_view(ConsumptionView)
        return [path("", view, name="index"), path("<slug:by>/", view, name="way")]
