"""What screens ask of the numbers: each question a query or two over few rows, however many touches there are.

`way` is one of `WAYS` (`analytics/rollups/ways.py`), `span` says from which day to which; whole months come from the rows
of months. What is asked of one asset's newest touches stands in `analytics/rollups/newest.py`, and openings without
consent in `analytics/rollups/openings.py`.
"""

from collections import defaultdict
from collections.abc import Iterable

from analytics.models import Consumption
from analytics.rollups.consumed import Compared, Consumed, Line, Mover, Point, Series, Table
from analytics.rollups.grouping import Ranges, changes_by_key, sums_by_key
from analytics.rollups.of_all import OF_ALL
from analytics.rollups.rows import COUNTED
from analytics.rollups.spans import Span, Step, Stretch, joined, steps
from analytics.rollups.way import Way

DAY, MONTH = Consumption.Period.DAY, Consumption.Period.MONTH


def table(way: Way, span: Span, *, order: str = "touches", limit: int | None = 50, offset: int = 0) -> Table:
    """The keys of a way with their numbers, the largest first. `order` is a field of Consumed; no limit for exports.

    Three queries: lines, total, names.
    """
    rows = sums_by_key(way.name, _ranges(span), order=order, limit=limit and limit + 1, offset=offset)
    shown = rows[:limit]
    labels = way.labels([row[0] for row in shown])
    return Table(
        way=way,
        span=span,
        lines=[Line(key, labels[key], Consumed(*map(int, numbers))) for key, *numbers in shown],
        total=total(span),
        has_more=len(rows) > len(shown),
    )


def total(span: Span, *, way: Way = OF_ALL, key: str = "") -> Consumed:
    """Of everything, or of one key. One query."""
    return sum((Consumed(*numbers) for _, _, *numbers in _found(way, [key], _ranges(span))), Consumed())


def over_time(span: Span, *, step: Step, way: Way = OF_ALL, key: str = "") -> Series:
    """Of everything, or of one key. One query. The first and the last step reach as far as the span does."""
    return lines_over_time(span, step=step, way=way, keys=[key])[key]


def lines_over_time(span: Span, *, step: Step, way: Way, keys: list[str]) -> dict[str, Series]:
    """The same for a few keys together, such as the lines of a chart. One query; names come from `way.labels(keys)`."""
    ranges = _ranges(span) if step is Step.MONTH else [(DAY, Stretch(span.first, span.until))]
    sums: dict = defaultdict(Consumed)
    for key, starts, *numbers in _found(way, keys, ranges):
        sums[key, step.begins(starts)] += Consumed(*numbers)
    return {
        key: Series(span=span, step=step, points=[Point(starts, sums[key, starts]) for starts in steps(span, step)])
        for key in keys
    }


def compared(span: Span, *, before: Span | None = None, way: Way = OF_ALL, key: str = "") -> Compared:
    """With an earlier span, else with as many months or days just before. Two queries."""
    return Compared(now=total(span, way=way, key=key), before=total(before or span.before, way=way, key=key))


def movers(way: Way, span: Span, *, before: Span | None = None, limit: int = 10) -> list[Mover]:
    """What gained or lost most touches against the span before, the largest change first. Two queries."""
    rows = changes_by_key(way.name, _ranges(span, before or span.before), since=span.first, limit=limit)
    labels = way.labels([key for key, *_ in rows])
    return [Mover(key, labels[key], int(now), int(old)) for key, now, old in rows]


def _ranges(*spans: Span) -> Ranges:
    """The rows of whole months and of single days, in as few ranges as there can be."""
    months = joined(span.months for span in spans if span.months)
    days = joined(stretch for span in spans for stretch in span.single_days)
    return [(MONTH, stretch) for stretch in months] + [(DAY, stretch) for stretch in days]


def _found(way: Way, keys: list[str], ranges: Ranges) -> Iterable[tuple]:
    """Each range is read by itself: asked for one or the other, a database reads all rows of a key."""
    rows = Consumption.objects.filter(by=way.name, key__in=keys).values_list("key", "starts", *COUNTED)
    first, *others = (
        rows.filter(period=period, starts__gte=stretch.first, starts__lt=stretch.until) for period, stretch in ranges
    )
    return first.union(*others, all=True) if others else first
