import pytest

from analytics.collecting.dropped import Dropped, why_dropped
from tests.analytics.makers import BROWSER


def why(*, is_staff=False, is_known=True, **headers):
    headers = {"User-Agent": BROWSER} | {name.replace("_", "-"): value for name, value in headers.items()}
    return why_dropped(headers, host="touchstone.example", is_staff=is_staff, is_known=is_known)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, None),
        ({"Origin": "https://touchstone.example", "Sec_Fetch_Site": "same-origin"}, None),
        ({"Origin": "https://evil.example"}, Dropped.OTHER_ORIGIN),
        ({"Origin": "null"}, Dropped.OTHER_ORIGIN),
        ({"Origin": "http://[bad"}, Dropped.OTHER_ORIGIN),
        ({"Sec_Fetch_Site": "cross-site"}, Dropped.OTHER_ORIGIN),
        ({"Sec_Purpose": "prefetch;prerender"}, Dropped.SPECULATIVE),
        ({"Purpose": "prefetch"}, Dropped.SPECULATIVE),
        ({"X_Moz": "prefetch"}, Dropped.SPECULATIVE),
        ({"Sec_CH_UA": '"HeadlessChrome";v="156"'}, Dropped.BOT),
        ({"User_Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, Dropped.BOT),
        ({"is_staff": True}, Dropped.STAFF),
        ({"Sec_GPC": "1"}, Dropped.PRIVACY_CONTROL),
        ({"DNT": "1"}, Dropped.DO_NOT_TRACK),
        ({"DNT": "0", "Sec_GPC": "0"}, None),
        ({"is_known": False}, Dropped.NO_CONSENT),
    ],
)
def test_what_is_turned_away_has_a_named_reason(said, reason):
    assert why(**said) is reason


def test_only_people_count_as_openings():
    counted = {reason for reason in Dropped if reason.counts_the_opening}

    assert counted == {Dropped.PRIVACY_CONTROL, Dropped.DO_NOT_TRACK, Dropped.NO_CONSENT}
