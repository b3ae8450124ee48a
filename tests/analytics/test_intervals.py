import pytest
from hypothesis import given
from hypothesis.strategies import integers, tuples

from analytics.intervals import wilson

pytestmark = pytest.mark.sqlite_only


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 5, 0, 0.4345), (5, 5, 0.5655, 1), (50, 100, 0.4038, 0.5962)],
)
def test_an_interval_is_that_of_the_published_tables(successes, n, low, high):
    interval = wilson(successes, n)

    assert (interval.low, interval.high) == pytest.approx((low, high), abs=1e-4)


def test_without_an_answer_there_is_no_interval():
    assert wilson(0, 0) is None


@given(tuples(integers(0, 500), integers(1, 500)).filter(lambda pair: pair[0] <= pair[1]))
def test_the_share_lies_within_its_interval_and_within_reason(pair):
    interval = wilson(*pair)

    assert 0 <= interval.low <= pair[0] / pair[1] + 1e-12
    assert pair[0] / pair[1] - 1e-12 <= interval.high <= 1
