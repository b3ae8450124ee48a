from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from analytics.rollups.spans import Span, Step, Stretch, joined, steps

days = some.dates(date(2024, 1, 1), date(2028, 12, 31))


def span(first, last):
    return Span(date.fromisoformat(first), date.fromisoformat(last))


def in_days(stretch):
    return [stretch.first + timedelta(days=number) for number in range((stretch.until - stretch.first).days)]


@given(first=days, length=some.integers(1, 800))
def test_whole_months_and_single_days_together_are_each_day_once(first, length):
    asked = Span(first, first + timedelta(days=length - 1))

    months = in_days(asked.months) if asked.months else []
    single = [day for stretch in asked.single_days for day in in_days(stretch)]

    assert sorted(months + single) == in_days(Stretch(asked.first, asked.until))
    assert all(day.day == 1 for day in [asked.months.first, asked.months.until] if asked.months) if months else True
    assert len(single) <= 60


@given(first=days, length=some.integers(1, 800))
def test_the_span_before_ends_where_this_one_begins(first, length):
    asked = Span(first, first + timedelta(days=length - 1))

    assert asked.before.until == asked.first
    assert bool(asked.single_days) == bool(asked.before.single_days) or not asked.before.single_days


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (span("2026-03-01", "2026-03-31"), span("2026-02-01", "2026-02-28")),
        (span("2026-01-01", "2026-03-31"), span("2025-10-01", "2025-12-31")),
        (span("2026-03-02", "2026-03-31"), span("2026-01-31", "2026-03-01")),
        (span("2026-03-19", "2026-03-19"), span("2026-03-18", "2026-03-18")),
    ],
)
def test_a_span_is_compared_with_as_many_months_or_days(asked, before):
    assert asked.before == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (span("2026-03-19", "2026-03-19"), "Each reader is counted once."),
        (span("2026-03-01", "2026-03-31"), "Each reader is counted once."),
        (span("2026-03-01", "2026-04-30"), "once a month: who came in two months counts twice"),
        (span("2026-03-01", "2026-03-30"), "once a day: who came on two days counts twice"),
        (span("2026-03-01", "2026-04-03"), "once in each whole month and once on each other day"),
    ],
)
def test_a_span_says_how_often_it_counts_a_reader(asked, said):
    assert said in asked.readers_in_words
    assert asked.counts_each_reader_once == ("Each" in said)


def test_a_span_that_ends_before_it_begins_is_none():
    with pytest.raises(ValueError, match="ends before it begins: 2026-03-02 to 2026-03-01"):
        span("2026-03-02", "2026-03-01")


@pytest.mark.parametrize("step", Step)
@given(first=days, length=some.integers(1, 400))
def test_each_day_falls_into_one_step_of_its_span(step, first, length):
    asked = Span(first, first + timedelta(days=length - 1))

    firsts = list(steps(asked, step))

    assert firsts == sorted({step.begins(day) for day in in_days(Stretch(asked.first, asked.until))})


def test_months_and_days_are_told_by_their_last():
    assert Span.of_months(date(2026, 3, 19), 12) == span("2025-04-01", "2026-03-31")
    assert Span.of_month(date(2026, 2, 3)) == span("2026-02-01", "2026-02-28")
    assert Span.of_days(date(2026, 3, 19), 30) == span("2026-02-18", "2026-03-19")


@given(cuts=some.lists(days, min_size=2, max_size=6, unique=True).map(sorted))
def test_stretches_that_follow_on_each_other_are_one(cuts):
    parts = [Stretch(*ends) for ends in zip(cuts, cuts[1:], strict=False)]

    assert joined(parts[::-1]) == [Stretch(cuts[0], cuts[-1])]
    assert joined(parts[::2]) == parts[::2]
