from datetime import timedelta

from analytics.collecting.dropped import Dropped
from analytics.collecting.flood import Flood, SentAway
from tests.factories import NOON


def test_who_sent_the_most_waits_for_the_next_minute():
    flood, at = Flood(), NOON + timedelta(seconds=50)

    flood.count("a", 9, at=at)
    assert flood.seconds_to_wait("a", most=10, at=at) == 0
    flood.count("a", 1, at=at)

    assert flood.seconds_to_wait("a", most=10, at=at) == 10
    assert flood.seconds_to_wait("b", most=10, at=at) == 0
    assert flood.seconds_to_wait("a", most=10, at=at + timedelta(seconds=10)) == 0


def test_more_addresses_than_are_remembered_share_one_place():
    flood = Flood(remembered=2)
    for address in "abcd":
        flood.count(address, 5, at=NOON)

    assert flood.seconds_to_wait("a", most=10, at=NOON) == 0
    assert flood.seconds_to_wait("e", most=10, at=NOON) > 0


def test_a_clock_that_is_set_back_locks_nobody_out():
    flood = Flood()
    flood.count("a", 10, at=NOON)

    assert flood.seconds_to_wait("a", most=10, at=NOON - timedelta(hours=1)) == 0


def test_what_was_sent_away_is_told_once():
    away = SentAway()
    away.add(Dropped.TOO_MANY, 2)
    away.add(Dropped.TOO_MANY, 3)

    [told] = away.take(at=NOON)
    assert (told.reason, told.count, away.take(at=NOON)) == (Dropped.TOO_MANY, 5, [])
    away.put_back([told])
    assert away.take(at=NOON) == [told]
