from datetime import timedelta

import pytest

from leads import pace
from tests.factories import NOON


@pytest.fixture(autouse=True)
def _fresh():
    pace.forget()


def test_ten_a_minute_pass_and_the_eleventh_waits():
    assert [pace.is_too_fast("10.0.0.1", at=NOON) for _ in range(11)] == [False] * 10 + [True]


def test_each_address_has_its_own_pace():
    for _ in range(10):
        pace.is_too_fast("10.0.0.1", at=NOON)

    assert not pace.is_too_fast("10.0.0.2", at=NOON)


def test_a_minute_later_it_may_go_on():
    for _ in range(10):
        pace.is_too_fast("10.0.0.1", at=NOON)

    assert not pace.is_too_fast("10.0.0.1", at=NOON + timedelta(minutes=1))


def test_quiet_addresses_are_forgotten():
    for i in range(pace.REMEMBERED + 2):
        pace.is_too_fast(str(i), at=NOON)

    pace.is_too_fast("now", at=NOON + timedelta(minutes=2))

    assert len(pace._sent) == 1
