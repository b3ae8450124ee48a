"""The picture of a period: bars of all touches and the thorough ones among them, or of the few parts of a way."""

from collections.abc import Sequence

from django.utils.formats import date_format

from analytics.rollups import asking
from analytics.rollups.consumed import Series as Numbers
from analytics.rollups.way import Way
from analytics.screens.charts import Chart, Series
from analytics.screens.consumption_rows import Behind, Line, slice_name
from analytics.screens.periods import Period, Slice


def read_deeply(moments: Sequence[Line], period: Period, *, label: str) -> Chart:
    """Thorough touches below, those in part above them."""
    addresses = [moment.behind.touches for moment in moments]
    thorough = [moment.now.thorough for moment in moments]
    in_part = [moment.now.touches - moment.now.thorough for moment in moments]
    return _chart(
        period,
        label,
        [
            Series("Read thoroughly", "deep", thorough, [moment.behind.thorough for moment in moments]),
            Series("Read in part", "all", in_part, addresses),
        ],
    )


def in_parts(
    parts: Sequence[tuple[Line, str]], numbers: dict[str, Numbers], period: Period, *, way: str, label: str
) -> Chart:
    """One colour for each key of a way; `parts` says in which tone, the lowest bar first."""
    slices = period.slices
    made = [
        Series(
            line.name,
            tone,
            [point.numbers.touches for point in numbers[line.key].points][: len(slices)],
            [Behind.of(each, way, line.key).touches for each in slices],
        )
        for line, tone in parts
    ]
    return _chart(period, label, made)


def numbers_of_parts(way: Way, period: Period, keys: list[str]) -> dict[str, Numbers]:
    return asking.lines_over_time(period.span, step=period.step, way=way, keys=keys)


def _chart(period: Period, label: str, series: list[Series]) -> Chart:
    slices = period.slices
    return Chart(
        label=label,
        unit="touches",
        labels=[short_name(each) for each in slices],
        spoken=[*map(slice_name, slices)],
        series=series,
    )


def short_name(each: Slice) -> str:
    return date_format(each.first, "j M" if each.is_day else "M Y")
