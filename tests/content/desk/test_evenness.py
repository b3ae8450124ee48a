import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists

from content.desk.evenness import evenness


@pytest.mark.parametrize(
    ("counts", "expected"),
    [([0, 10, 0, 0], 0.0), ([5, 5, 5, 5], 1.0), ([5, 5, 0, 0], 0.5), ([0, 0, 0, 0], 0.0), ([], 0.0), ([7], 0.0)],
)
def test_the_spread_of_a_library(counts, expected):
    assert evenness(counts) == pytest.approx(expected)


@given(counts=lists(integers(0, 10**6), max_size=9))
def test_it_lies_between_nothing_and_one(counts):
    assert 0 <= evenness(counts) <= 1
