from datetime import timedelta

import pytest

from analytics import pace
from tests.factories import NOON


@pytest.fixture(autouse=True)
def _fresh():
    pace.forget()


def test_so_many_a_minute_pass_and_the_next_waits():
    assert [pace.is_too_fast("10.0.0.1", at=NOON) for _ in range(pace.ALLOWED + 1)] == [False] * pace.ALLOWED + [True]


def test_each_address_has_its_own_pace():
    for _ in range(pace.ALLOWED):
        pace.is_too_fast("10.0.0.1", at=NOON)

    assert not pace.is_too_fast("10.0.0.2", at=NOON)


def test_a_minute_later_it_may_go_on():
    for _ in range(pace.ALLOWED):
        pace.is_too_fast("10.0.0.1", at=NOON)

    assert not pace.is_too_fast("10.0.0.1", at=NOON + timedelta(minutes=1))


def test_one_thing_may_have_a_pace_of_its_own():
    for minute in range(pace.ALLOWED):
        pace.is_too_fast("10.0.0.1", at=NOON + timedelta(minutes=minute), about="a", window=timedelta(hours=1))
    at = NOON + timedelta(minutes=pace.ALLOWED)

    assert pace.is_too_fast("10.0.0.1", at=at, about="a", window=timedelta(hours=1))
    assert not pace.is_too_fast("10.0.0.1", at=at, about="b", window=timedelta(hours=1))
    assert not pace.is_too_fast("10.0.0.1", at=at)


@pytest.mark.parametrize(
    ("address", "known_as"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_all_addresses_of_one_line_are_one_sender(address, known_as):
    assert pace.household(address) == known_as


def test_a_request_is_counted_with_its_household(rf):
    assert pace.address_of(rf.get("/", REMOTE_ADDR="2001:db8::1")) == pace.address_of(
        rf.get("/", REMOTE_ADDR="2001:db8::2")
    )


def test_quiet_addresses_are_forgotten():
    for i in range(pace.REMEMBERED + 2):
        pace.is_too_fast(str(i), at=NOON)

    pace.is_too_fast("now", at=NOON + timedelta(minutes=2))

    assert len(pace._sent) == 1


@pytest.mark.parametrize(
    ("forwarded", "proxies", "found"),
    [
        ("6.6.6.6", 0, "10.0.0.1"),
        ("6.6.6.6, 192.0.2.7", 1, "192.0.2.7"),
        ("6.6.6.6, 192.0.2.7, 10.0.0.2", 2, "192.0.2.7"),
        ("", 1, "10.0.0.1"),
        ("192.0.2.7", 2, "10.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_wrote_names_the_sender(forwarded, proxies, found):
    assert pace.sender("10.0.0.1", forwarded, proxies=proxies) == found
