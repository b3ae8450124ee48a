import pytest

from scripts.faults import clocks

pytestmark = pytest.mark.sqlite_only


def test_a_clock_set_back_or_forward_loses_nothing_and_makes_no_impossible_time(house):
    assert clocks.run(house, steps=(-3600, 7200), readers=40, seed=6) == []
