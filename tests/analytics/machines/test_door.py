from datetime import timedelta

import pytest

from analytics.machines.door import Pace, at_the_door
from analytics.machines.mail import Mail
from analytics.reasons import Machine
from tests.analytics.makers import BROWSER, CHROME
from tests.factories import NOON

GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
HEADLESS = CHROME.replace("Chrome/", "HeadlessChrome/")


@pytest.mark.parametrize(
    ("headers", "machine"),
    [
        ({}, None),
        ({"Sec-CH-UA": '"Chromium";v="156", "Not A Brand";v="99"'}, None),
        ({"User-Agent": GOOGLE}, Machine.BOT),
        ({"User-Agent": "curl/8.0"}, Machine.BOT),
        ({"User-Agent": HEADLESS}, Machine.HEADLESS),
        ({"Sec-CH-UA": '"HeadlessChrome";v="156"'}, Machine.HEADLESS),
        ({"Sec-Purpose": "prefetch;prerender"}, Machine.PREFETCH),
        ({"Purpose": "prefetch"}, Machine.PREFETCH),
        ({"X-Moz": "prefetch"}, Machine.PREFETCH),
        ({"X-Purpose": "preview"}, Machine.PREFETCH),
    ],
)
def test_a_request_says_what_sent_it(headers, machine):
    assert at_the_door({"User-Agent": BROWSER} | headers, automated=False) is machine


def test_a_browser_that_a_program_steers_says_so_itself():
    assert at_the_door({"User-Agent": BROWSER}, automated=True) is Machine.HEADLESS


def later(seconds):
    return NOON + timedelta(seconds=seconds)


def test_an_address_that_opens_more_than_thirty_pages_a_minute_is_a_machine_s_until_it_is_slower():
    pace = Pace()
    opened = [pace.opened("192.0.2.1", assets=[number], at=later(number)) for number in range(31)]

    assert opened == [None] * 30 + [Machine.RATE]
    assert pace.opened("192.0.2.2", assets=[1], at=later(31)) is None
    assert pace.opened("192.0.2.1", assets=[1], at=later(120)) is None


def test_events_that_open_nothing_are_not_counted():
    pace = Pace()

    assert [pace.opened("192.0.2.1", assets=[], at=NOON) for _ in range(99)] == [None] * 99
    assert pace.opened("192.0.2.1", assets=[1], at=NOON) is None


def test_an_address_at_the_honeypot_is_remembered_for_an_hour():
    pace = Pace()
    pace.catch("192.0.2.1", at=NOON)

    assert pace.opened("192.0.2.1", assets=[1], at=later(3600)) is Machine.HONEYPOT
    assert pace.opened("192.0.2.1", assets=[1], at=later(3601)) is None
    assert pace.opened("192.0.2.2", assets=[1], at=NOON) is None


def test_the_third_link_of_a_mail_and_whatever_is_opened_as_it_is_sent_are_a_scanner_s():
    pace, mail = Pace(), Mail("m")
    opened = [pace.opened(f"192.0.2.{asset}", assets=[asset], mail=mail, at=later(asset)) for asset in (1, 1, 2, 3)]

    assert opened == [None, None, None, Machine.SCANNER]
    assert pace.opened("192.0.2.9", assets=[9], mail=Mail("n", NOON), at=later(10)) is Machine.SCANNER
    assert pace.opened("192.0.2.9", assets=[9], mail=Mail("o", NOON), at=later(11)) is None


def test_however_many_addresses_come_the_memory_is_bounded_and_keeps_the_newest():
    pace = Pace(remembered=100)
    for number in range(1000):
        pace.opened(f"a{number}", assets=[1], at=NOON)
        pace.catch(f"a{number}", at=NOON)

    assert len(pace._opened) == 100
    assert len(pace._caught) == 100
    assert pace.opened("a999", assets=[1], at=NOON) is Machine.HONEYPOT
    assert pace.opened("a1", assets=[1], at=NOON) is None
