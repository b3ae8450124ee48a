"""The lines of the consumption tables: a name, its numbers, the same before, and the rows behind each."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format

from analytics.durations import active_time
from analytics.models import Deed
from analytics.rollups import asking
from analytics.rollups.consumed import Consumed, Series
from analytics.rollups.spans import Step
from analytics.rollups.way import Way
from analytics.screens.periods import Period, Slice
from analytics.screens.reading_ways import in_address
from buying_stages.models import BuyingStage, Pillar

NOTHING = Consumed()
MINUS = "\N{MINUS SIGN}"
#: What the table can be ordered by, as an address names it.
ORDERS = ("touches", "readers", "thorough", "active_ms", "downloads", "shares", "forms", "nexts")


@dataclass(frozen=True)
class Behind:
    """The list of touches narrowed as a number is."""

    asked: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, days: Period | Slice, way: str = "all", key: str = "") -> "Behind":
        asked = (("at_from", days.first.isoformat()), ("at_to", days.last.isoformat()), ("counts", "yes"))
        return cls(asked if way == "all" else (*asked, (way, in_address(key))))

    def _address(self, **more: str) -> str:
        return f"{reverse('touches:index')}?{urlencode([*self.asked, *more.items()])}"

    @property
    def touches(self) -> str:
        return self._address()

    @property
    def thorough(self) -> str:
        return self._address(thorough="true")

    @property
    def downloads(self) -> str:
        return self._address(did=Deed.Kind.DOWNLOAD)

    @property
    def shares(self) -> str:
        return self._address(did=Deed.Kind.SHARE)

    @property
    def forms(self) -> str:
        return self._address(did=Deed.Kind.FORM)

    @property
    def nexts(self) -> str:
        return self._address(did=Deed.Kind.NEXT)


@dataclass(frozen=True)
class Line:
    key: str
    name: str
    now: Consumed
    behind: Behind
    before: Consumed = NOTHING

    @property
    def in_address(self) -> str:
        return in_address(self.key)

    @property
    def change(self) -> str:
        """`+12%`; of nothing there is no percentage."""
        if not self.before.touches:
            return "new" if self.now.touches else "0%"
        percent = round(100 * (self.now.touches / self.before.touches - 1))
        return f"{percent:+d}%".replace("-", MINUS) if percent else "0%"

    @property
    def rate(self) -> str:
        return f"{self.now.thorough_percent}%" if self.now.touches else ""

    @property
    def likely(self) -> str:
        """Where the true rate lies with 95% confidence: `27 to 36`."""
        interval = self.now.thorough_interval
        return f"{round(100 * interval.low)} to {round(100 * interval.high)}" if interval else ""

    @property
    def active_time(self) -> str:
        return active_time(self.now.active_ms)


@dataclass(frozen=True)
class Lines:
    """One page of a table."""

    lines: list[Line]
    has_more: bool
    notes: list[str]


def lines(way: Way, period: Period, *, order: str = "", limit: int | None, offset: int = 0) -> Lines:
    """The keys of a way with their numbers, and what they were in the period before.

    Stages and pillars stand in their own order, with their zeros, unless another is asked for.
    """
    own = [] if order else _own_order(way.name)
    found = asking.table(way, period.span, order=order or "touches", limit=None if own else limit, offset=offset)
    numbers = {line.key: line.numbers for line in found.lines}
    keys = [*own, *(key for key in numbers if key not in own)]
    names = {line.key: line.label for line in found.lines} | (way.labels(own) if own else {})
    before = asking.lines_over_time(period.before.span, step=Step.MONTH, way=way, keys=keys)
    made = [
        Line(key, names[key], numbers.get(key, NOTHING), Behind.of(period, way.name, key), _sum(before[key]))
        for key in keys
    ]
    return Lines(made, found.has_more, found.notes)


def everything(period: Period, way: Way, key: str, name: str) -> Line:
    """All of it, or the one key that is looked at."""
    found = asking.compared(period.span, before=period.before.span, way=way, key=key)
    return Line(key, name, found.now, Behind.of(period, way.name, key), found.before)


def _sum(series: Series) -> Consumed:
    return sum((point.numbers for point in series.points), NOTHING)


def _own_order(way: str) -> list[str]:
    if way == "stage":
        return [str(pk) for pk in BuyingStage.objects.values_list("pk", flat=True)]
    return list(Pillar.values) if way == "pillar" else []


@dataclass(frozen=True)
class OverTime:
    """A line for each day or month, the same as the bars."""

    lines: list[Line]
    readers_in_words: str


def over_time(period: Period, *, way: Way, key: str) -> OverTime:
    series = asking.over_time(period.span, step=period.step, way=way, key=key)
    # The rest of a month that runs on has no line.
    pairs = zip(period.slices, series.points, strict=False)
    return OverTime(
        [
            Line(each.first.isoformat(), slice_name(each), point.numbers, Behind.of(each, way.name, key))
            for each, point in pairs
        ],
        series.readers_in_words,
    )


def slice_name(each: Slice) -> str:
    """`Sun 22 Nov 2026`, or `November 2026`."""
    return date_format(each.first, "D j M Y" if each.is_day else "F Y")
