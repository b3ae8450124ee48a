from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis.strategies import fractions, integers, lists, sampled_from

from revenue.attribution import MODELS, Journey, attribute, collapse, eligible, is_fallback, share_out

START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Read:
    at: datetime
    last_at: datetime = START
    person: int = 1
    asset: int = 1


def day(number: float) -> datetime:
    return START + timedelta(days=number)


def journey(days, *, known=None, opened=None, closed=None):
    moments = [None if moment is None else day(moment) for moment in (known, opened, closed)]
    return Journey([Read(day(number)) for number in days], *moments)


def credits(model, cents, *args, **kwargs):
    return attribute(cents, journey(*args, **kwargs), MODELS[model])


GOLDEN = {
    "first": [10000000, 0, 0, 0, 0, 0],
    "last": [0, 0, 0, 0, 0, 10000000],
    "lead-creation": [0, 0, 10000000, 0, 0, 0],
    "linear": [1666667, 1666667, 1666667, 1666667, 1666666, 1666666],
    "u": [4000000, 500000, 4000000, 500000, 500000, 500000],
    "w": [3000000, 333334, 3000000, 333333, 3000000, 333333],
    "full-path": [2250000, 500000, 2250000, 500000, 2250000, 2250000],
    "position": [4000000, 500000, 500000, 500000, 500000, 4000000],
    "j": [2000000, 500000, 500000, 500000, 500000, 6000000],
    "inverse-j": [6000000, 500000, 500000, 500000, 500000, 2000000],
    "time-decay-7d": [21818, 35796, 71592, 425538, 1145464, 8299792],
    "time-decay-30d": [835994, 938371, 1103100, 1671988, 2106572, 3343975],
}


@pytest.mark.parametrize("model", MODELS)
def test_the_golden_journey_comes_out_to_the_cent(model):
    assert credits(model, 10000000, [0, 5, 12, 30, 40, 60], known=12.2, opened=40.5, closed=61) == GOLDEN[model]


@pytest.mark.parametrize("model", MODELS)
def test_a_single_touch_takes_everything(model):
    assert credits(model, 9999, [3], known=1, opened=2, closed=4) == [9999]
    assert credits(model, 9999, [3], known=3, opened=3, closed=3) == [9999]
    assert credits(model, 9999, [3]) == [9999]


@pytest.mark.parametrize("model", MODELS)
def test_without_touches_there_is_nothing_to_give(model):
    assert credits(model, 9999, [], known=1, opened=2, closed=4) == []


@pytest.mark.parametrize(
    ("model", "shares"),
    [
        ("u", [6667, 3333]),
        ("w", [5000, 5000]),
        ("full-path", [3333, 6667]),
        ("position", [5000, 5000]),
        ("j", [2500, 7500]),
    ],
)
def test_a_lead_that_was_imported_before_any_touch(model, shares):
    assert credits(model, 10000, [1, 2], known=0, opened=3, closed=4) == shares


@pytest.mark.parametrize(
    ("model", "shares"), [("u", [8000, 1000, 1000]), ("w", [6000, 3000, 1000]), ("full-path", [5000, 2500, 2500])]
)
def test_the_first_touch_may_be_the_one_that_made_the_lead(model, shares):
    assert credits(model, 10000, [1, 2, 3], known=1.5, opened=2.5, closed=4) == shares


def test_a_known_moment_that_falls_on_a_touch_includes_it():
    assert credits("lead-creation", 100, [1, 2, 3], known=2, closed=4) == [0, 100, 0]


def test_touches_of_one_moment_keep_their_order():
    assert credits("first", 100, [1, 1]) == [100, 0]
    assert credits("last", 100, [1, 1]) == [0, 100]
    assert credits("lead-creation", 100, [1, 1], known=1) == [0, 100]


def test_a_model_without_its_milestone_falls_back_to_the_first_touch():
    weights = MODELS["lead-creation"](journey([1, 2], known=0, closed=3))

    assert is_fallback(weights)
    assert share_out(100, weights) == [100, 0]
    assert not is_fallback(MODELS["lead-creation"](journey([1, 2], known=1, closed=3)))


def test_decay_does_not_fade_to_nothing_over_a_century():
    assert credits("time-decay-7d", 100, [0, 36500], closed=99999) == [0, 100]
    assert credits("time-decay-7d", 100, [0], closed=99999) == [100]


def test_left_over_cents_go_to_the_largest_fractions_and_then_to_the_earliest():
    assert share_out(100001, [Fraction(1)] * 3) == [33334, 33334, 33333]
    assert share_out(2, [Fraction(1)] * 3) == [1, 1, 0]
    assert share_out(100, [Fraction(1, 3), Fraction(2, 3)]) == [33, 67]


def test_a_refund_is_shared_as_the_sale_was():
    assert share_out(-100001, [Fraction(1)] * 3) == [-33334, -33334, -33333]


def test_no_amount_is_too_large_to_be_exact():
    cents = 10**18 + 1

    assert share_out(cents, [Fraction(1)] * 3) == [cents // 3 + 1, cents // 3 + 1, cents // 3]


amounts = integers(-(10**15), 10**15)


@given(cents=amounts, weights=lists(fractions(0, 1000), min_size=1, max_size=40))
def test_not_a_cent_is_lost(cents, weights):
    shares = share_out(cents, weights)

    assert sum(shares) == cents
    assert all(share * cents >= 0 for share in shares)


@given(
    cents=amounts,
    days=lists(integers(0, 4000), min_size=1, max_size=40),
    known=integers(-10, 4100),
    opened=integers(-10, 4100),
    model=sampled_from(list(MODELS)),
)
def test_every_model_gives_the_whole_amount(cents, days, known, opened, model):
    assert sum(credits(model, cents, sorted(days), known=known, opened=opened, closed=4100)) == cents


def test_nothing_read_after_the_closing_has_helped():
    reads = [Read(day(1)), Read(day(2)), Read(day(2) + timedelta(seconds=1))]

    assert eligible(reads, day(2)) == reads[:2]


def reading(minute, *, minutes=5, person=1, asset=1, since=START):
    at = since + timedelta(minutes=minute)
    return Read(at, at + timedelta(minutes=minutes), person, asset)


@pytest.mark.parametrize(
    ("second", "sittings"),
    [
        (reading(20), 1),
        (reading(35), 1),
        (reading(36), 2),
        (reading(20, person=2), 2),
        (reading(20, asset=2), 2),
    ],
)
def test_a_person_with_two_browsers_reads_once(second, sittings):
    assert len(collapse([reading(0), second], UTC)) == sittings


def test_a_sitting_lasts_until_its_last_sign_of_reading():
    long = reading(0, minutes=60)

    assert collapse([long, reading(10, minutes=1), reading(80)], UTC) == [long]


def test_midnight_where_the_site_is_ends_a_sitting():
    late = START - timedelta(minutes=10)

    assert len(collapse([reading(0, since=late), reading(20, since=late)], UTC)) == 2
