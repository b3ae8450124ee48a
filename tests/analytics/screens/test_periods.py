from datetime import date

import pytest

from analytics.rollups.spans import Span, Step
from analytics.screens.periods import PRESETS, NotAPeriod, Period, read_period

TODAY = date(2026, 11, 22)


def read(preset="", first="", last=""):
    return read_period(preset, first, last, today=TODAY)


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("7", date(2026, 11, 16), TODAY),
        ("28", date(2026, 10, 26), TODAY),
        ("90", date(2026, 8, 25), TODAY),
        ("12-months", date(2025, 12, 1), TODAY),
        ("this-month", date(2026, 11, 1), TODAY),
        ("last-month", date(2026, 10, 1), date(2026, 10, 31)),
        ("", date(2026, 10, 26), TODAY),
    ],
)
def test_a_preset_is_so_many_days_up_to_today(preset, first, last):
    assert (read(preset).first, read(preset).last) == (first, last)


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (read("7"), date(2026, 11, 9), date(2026, 11, 15)),
        (read("this-month"), date(2026, 10, 1), date(2026, 10, 22)),
        (read("last-month"), date(2026, 9, 1), date(2026, 9, 30)),
        (read("12-months"), date(2024, 12, 1), date(2025, 11, 22)),
        (read(first="2026-10-01", last="2026-10-31"), date(2026, 9, 1), date(2026, 9, 30)),
        (read(first="2026-10-10", last="2026-10-12"), date(2026, 10, 7), date(2026, 10, 9)),
        (Period(date(2026, 3, 1), date(2026, 3, 31), by_calendar=True), date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_a_period_is_compared_with_the_like_before_it(period, first, last):
    assert (period.before.first, period.before.last) == (first, last)


def test_the_running_month_is_asked_for_as_a_whole_so_that_each_reader_counts_once():
    assert read("this-month").span == Span.of_month(TODAY)
    assert read("12-months").span == Span(date(2025, 12, 1), date(2026, 11, 30))
    assert read("28").span == Span(date(2026, 10, 26), TODAY)


def test_long_periods_are_drawn_by_months_that_are_cut_to_them():
    period = read(first="2026-01-15", last="2026-06-10")

    assert period.step is Step.MONTH
    assert [(each.first, each.last) for each in period.slices][0] == (date(2026, 1, 15), date(2026, 1, 31))
    assert [(each.first, each.last) for each in period.slices][-1] == (date(2026, 6, 1), date(2026, 6, 10))
    assert len(period.slices) == 6


@pytest.mark.parametrize("preset", PRESETS)
def test_an_address_leads_back_to_its_period(preset):
    assert read(*read(preset).asked.values()) == read(preset)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"preset": "8"}, "“8” is not a period"),
        ({"first": "yesterday"}, "“yesterday” is not a day"),
        ({"first": "2026-11-22", "last": "2026-11-01"}, "comes after the last"),
        ({"first": "0001-01-01"}, "at most 10 years"),
        ({"first": "9999-01-01", "last": "9999-12-31"}, "at most 10 years"),
        ({"last": "2026-11-01"}, "“” is not a day"),
    ],
)
def test_what_is_no_period_is_said(asked, words):
    with pytest.raises(NotAPeriod, match=words):
        read(**asked)
