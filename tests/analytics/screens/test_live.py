from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from analytics.screens import live
from analytics.screens.live import last_hour
from tests.factories import NOON, make_asset, make_touch, make_visitor

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_readers_now_gave_a_sign_in_the_last_minutes():
    reader = make_visitor()
    make_touch(reader, at=NOON - 2 * MINUTE)
    make_touch(reader, at=NOON - 3 * MINUTE)
    make_touch(at=NOON - 30 * MINUTE)
    make_touch(at=NOON - 2 * MINUTE, quarantined_for="headless")

    hour = last_hour(NOON)

    assert (hour.readers_now, hour.openings, hour.set_aside) == (1, 3, 1)


def test_the_picture_has_a_bar_for_each_minute_and_ends_with_the_running_one():
    make_touch(at=NOON)
    make_touch(at=NOON - timedelta(seconds=1))
    make_touch(at=NOON - 59 * MINUTE)
    make_touch(at=NOON - 61 * MINUTE, seconds=90)
    make_touch(at=NOON - 59 * MINUTE, quarantined_for="bot")

    counted, aside = last_hour(NOON).chart.series

    assert len(counted.values) == 60
    assert (counted.values[-1], counted.values[-2], counted.values[0]) == (1, 1, 1)
    assert (sum(counted.values), sum(aside.values)) == (3, 1)


def test_the_latest_stand_first():
    old = make_touch(at=NOON - 20 * MINUTE, seconds=1)
    going_on = make_touch(at=NOON - 50 * MINUTE, seconds=49 * 60)
    make_touch(at=NOON - 90 * MINUTE)

    assert last_hour(NOON).latest == [going_on, old]


def test_a_busy_hour_is_looked_at_so_far_and_no_further(monkeypatch):
    monkeypatch.setattr(live, "MOST_LOOKED_AT", 2)
    for _ in range(3):
        make_touch(at=NOON - MINUTE)

    hour = last_hour(NOON)

    assert hour.is_busier
    assert hour.openings == 2


@pytest.fixture
def screen(client, marketer):
    client.force_login(marketer)
    with time_machine.travel(NOON, tick=False):
        yield lambda name="index": client.get(reverse(f"live:{name}"))


def test_it_works_without_a_script(screen):
    make_touch(asset=make_asset("Pumps"), at=NOON - MINUTE, source="search.example", quarantined_for="scanner")

    text = screen().text

    assert "Look again" in text
    assert "Pumps" in text
    assert "Opened the links of a mail in a row" in text


def test_the_fragment_is_the_hour_alone(screen):
    make_touch(asset=make_asset("Pumps"), at=NOON - MINUTE)

    page = screen("hour")

    assert "Pumps" in page.text
    assert "<html" not in page.text


def test_it_explains_itself_with_nothing_read(screen):
    assert "Nobody who agreed to be remembered has read anything yet" in screen().text


def test_it_says_when_an_hour_was_quiet(screen):
    make_touch(at=NOON - timedelta(days=1))

    assert "Nobody has read anything in the last hour." in screen().text


def test_it_asks_the_same_few_questions_however_much_was_read(screen, django_assert_max_num_queries):
    for number in range(30):
        make_touch(at=NOON - number * MINUTE)
    screen("hour")

    with django_assert_max_num_queries(7):
        screen("hour")


def test_without_the_right_it_does_not_open(screen, executive, client):
    executive.groups.clear()
    client.force_login(executive)

    assert screen().status_code == 302
    assert screen("hour").status_code == 302
