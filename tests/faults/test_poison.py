import pytest

from scripts.faults import poison

pytestmark = pytest.mark.sqlite_only


def test_rubbish_in_the_spool_stops_nothing_and_can_be_looked_at(house):
    assert poison.rubbish(house, readers=10, seed=7) == []


def test_clients_that_fall_silent_keep_nobody_waiting(house):
    assert poison.half_open(house, readers=6, seed=8) == []


def test_in_a_crowd_each_event_is_accepted_or_told_when_to_come_again(house):
    assert poison.crowded(house, clients=32, readers=30, seed=9) == []


def test_one_loud_address_is_told_to_wait_and_others_are_heard(house):
    assert poison.one_too_loud(house, seed=10) == []
