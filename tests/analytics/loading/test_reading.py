from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.loading.reading import ThoroughRule, active_ms, collapse, is_same_sitting, is_thorough, most_ms
from tests.analytics.makers import make_sign
from tests.factories import NOON

RULE = ThoroughRule(depth=0.75, share_of_expected=0.60)


@st.composite
def honest_signs(draw):
    """What one page view says, growing as it does in a browser."""
    steps = draw(st.lists(st.tuples(st.integers(0, 20_000), st.floats(0, 0.2)), min_size=1, max_size=12))
    signs, ms, depth = [], 0, 0.0
    for seq, (more, deeper) in enumerate(steps):
        ms, depth = ms + more, min(1.0, depth + deeper)
        signs.append(make_sign(seq=seq, active_ms=ms, depth=depth, minutes=seq / 4))
    return signs


@given(signs=honest_signs(), data=st.data())
def test_repeats_and_disorder_change_nothing(signs, data):
    repeated = signs + data.draw(st.lists(st.sampled_from(signs), max_size=20))

    assert collapse(data.draw(st.permutations(repeated))) == collapse(signs)


@given(signs=honest_signs(), data=st.data())
def test_signs_in_two_lots_say_what_they_say_together(signs, data):
    cut = data.draw(st.integers(0, len(signs)))
    first, second = collapse(signs[:cut]), collapse(signs, after=cut - 1)
    whole = collapse(signs)

    last = second or first
    assert (last.last_seq, last.active_ms, last.depth) == (whole.last_seq, whole.active_ms, whole.depth)
    assert (first.fresh if first else 0) + (second.fresh if second else 0) == whole.fresh


def test_signs_that_are_known_say_nothing():
    assert collapse([make_sign(seq=3), make_sign(seq=2)], after=3) is None


def test_of_two_signs_with_one_number_the_first_counts():
    assert collapse([make_sign(seq=1, active_ms=5), make_sign(seq=1, active_ms=9)]).active_ms == 5


@given(views=st.lists(st.integers(0, 10**15), max_size=20), expected=st.integers(1, 10_000))
def test_active_time_is_never_more_than_three_times_what_is_expected(views, expected):
    counted = active_ms(views, expected_seconds=expected)

    assert counted <= 3000 * expected
    assert counted == sum(views) or counted == most_ms(expected)


def test_without_an_expected_time_half_an_hour_is_the_most():
    assert active_ms([10**9], expected_seconds=0) == 30 * 60 * 1000


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


@pytest.mark.parametrize(("minutes", "same"), [(0, True), (35, True), (35.1, False), (-30, True), (-30.1, False)])
def test_a_sitting_ends_half_an_hour_after_its_last_sign(minutes, same):
    opened = NOON + timedelta(minutes=minutes)

    assert is_same_sitting(opened, began=NOON, last_at=NOON + timedelta(minutes=5), zone=UTC) is same


@pytest.mark.parametrize(("zone", "same"), [("UTC", True), ("Europe/Copenhagen", False)])
def test_a_sitting_ends_with_the_local_day(zone, same):
    began = datetime(2026, 7, 1, 21, 50, tzinfo=UTC)  # 23:50 in Copenhagen

    opened = began + timedelta(minutes=15)

    assert is_same_sitting(opened, began=began, last_at=began, zone=ZoneInfo(zone)) is same
