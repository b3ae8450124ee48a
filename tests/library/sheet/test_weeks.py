from datetime import date, timedelta

from hypothesis import given
from hypothesis.strategies import dates, dictionaries, integers

from library.sheet.weeks import chart_of, first_monday

TODAY = date(2026, 11, 22)


def test_half_a_year_ends_with_this_week():
    chart = chart_of({}, today=TODAY)

    assert (chart.weeks[0].monday, chart.weeks[-1].monday) == (date(2026, 5, 25), date(2026, 11, 16))
    assert len(chart.weeks) == 26


def test_a_few_reads_do_not_fill_the_picture():
    chart = chart_of({date(2026, 11, 16): (2, 1)}, today=TODAY)

    assert (chart.top, chart.bars[-1].height, chart.bars[-1].deep_height) == (4, 60, 30)
    assert chart.bars[0].height == 0


@given(today=dates(date(2000, 1, 1)), counts=dictionaries(integers(0, 25), integers(0, 10**6)))
def test_every_bar_stands_inside_the_picture(today, counts):
    monday = first_monday(today)
    chart = chart_of({monday + timedelta(weeks=n): (reads, reads // 2) for n, reads in counts.items()}, today=today)

    assert all(bar.y >= 0 and bar.deep_y >= bar.y and bar.x + chart.bar_width <= chart.width for bar in chart.bars)
    assert chart.reads == sum(counts.values())
