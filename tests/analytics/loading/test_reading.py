from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.loading.reading import (
    UNHEARD,
    Claim,
    ThoroughRule,
    active_ms,
    believed_ms,
    is_one_sitting,
    is_thorough,
    most_ms,
)
from tests.factories import NOON

RULE = ThoroughRule(depth=0.75, share_of_expected=0.60)
DAY = timedelta(days=1)


def claim(ms, *, begins=0, lasts=3600):
    heard_from = NOON + timedelta(seconds=begins)
    return Claim(ms, heard_from, heard_from + timedelta(seconds=lasts))


@given(views=st.lists(st.integers(0, 10**15), min_size=1, max_size=20), expected=st.integers(1, 1000))
def test_active_time_is_never_more_than_three_times_what_is_expected(views, expected):
    counted = active_ms([Claim(ms, NOON, NOON + DAY) for ms in views], expected_seconds=expected)

    assert counted == min(sum(min(ms, (DAY + UNHEARD).total_seconds() * 1000) for ms in views), most_ms(expected))


@given(ms=st.integers(0, 10**15), seconds=st.integers(0, 10**5))
def test_no_page_is_believed_to_be_read_for_longer_than_we_heard_of_it(ms, seconds):
    assert believed_ms(claim(ms, lasts=seconds)) == min(ms, (seconds + 20) * 1000)


def test_a_clock_of_ours_that_was_set_back_makes_no_time_negative():
    assert believed_ms(claim(5000, lasts=-3600)) == 0


def test_two_tabs_at_once_are_read_no_longer_than_the_sitting_lasted():
    claims = [claim(60_000, lasts=60), claim(60_000, begins=10, lasts=60)]

    assert active_ms(claims, expected_seconds=1000) == 90_000


def test_without_an_expected_time_half_an_hour_is_the_most():
    assert active_ms([Claim(10**9, NOON, NOON + DAY)], expected_seconds=0) == 30 * 60 * 1000


@pytest.mark.parametrize(
    ("seconds", "depth", "expected", "thorough"),
    [
        (60, 0.75, 100, True),
        (59.9, 0.75, 100, False),
        (60, 0.74, 100, False),
        (9.9, 1, 5, False),
        (10, 1, 5, True),
        (600, 1, 0, False),
    ],
)
def test_a_thorough_read_is_far_enough_and_long_enough(seconds, depth, expected, thorough):
    found = is_thorough(active_ms=round(seconds * 1000), depth=depth, expected_seconds=expected, rule=RULE)

    assert found is thorough


@pytest.mark.parametrize(("seconds", "expected", "thorough"), [(7, 100, True), (6, 100, False), (7, 0, True)])
def test_an_asset_s_own_seconds_count_whatever_is_expected(seconds, expected, thorough):
    rule = ThoroughRule(depth=0.5, share_of_expected=0.60, seconds=7)

    assert is_thorough(active_ms=seconds * 1000, depth=0.5, expected_seconds=expected, rule=rule) is thorough


def stretch(begins, ends):
    return NOON + timedelta(minutes=begins), NOON + timedelta(minutes=ends)


@pytest.mark.parametrize(
    ("begins", "ends", "one"), [(0, 0, True), (35, 40, True), (35.1, 40, False), (-40, -30, True), (-40, -30.1, False)]
)
def test_half_an_hour_of_silence_ends_a_sitting(begins, ends, one):
    assert is_one_sitting(stretch(0, 5), stretch(begins, ends), zone=UTC) is one


@pytest.mark.parametrize(("zone", "one"), [("UTC", True), ("Europe/Copenhagen", False)])
def test_a_midnight_in_silence_ends_a_sitting(zone, one):
    evening = datetime(2026, 7, 1, 21, 50, tzinfo=UTC)  # 23:50 in Copenhagen
    night = evening + timedelta(minutes=15)

    assert is_one_sitting((night, night), (evening, evening), zone=ZoneInfo(zone)) is one


def test_who_reads_through_midnight_goes_on_reading():
    evening = datetime(2026, 7, 1, 23, 50, tzinfo=UTC)
    through = evening + timedelta(minutes=15)

    assert is_one_sitting((evening, through), (through + timedelta(minutes=9),) * 2, zone=UTC)


moments = st.integers(0, 3 * 24 * 60).map(lambda minute: NOON + timedelta(minutes=minute))
stretches = st.tuples(moments, moments).map(lambda pair: tuple(sorted(pair)))


@given(one=stretches, other=stretches, begins=moments, ends=moments)
def test_what_belongs_together_stays_together_as_stretches_grow(one, other, begins, ends):
    grown = min(one[0], begins), max(one[1], ends)

    if is_one_sitting(one, other, zone=UTC):
        assert is_one_sitting(grown, other, zone=UTC)
