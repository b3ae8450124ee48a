from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from analytics.collecting.dropped import Dropped
from analytics.models import DailyCount, DroppedCount
from analytics.screens.turned_away_words import WORDS
from tests.factories import NOON, make_asset, make_user
from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def screen(client, marketing_lead):
    client.force_login(marketing_lead)
    with time_machine.travel(NOON, tick=False):
        yield lambda **asked: client.get(reverse("turned_away:index"), asked)


def turn_away(reason, count, *, days=0):
    DroppedCount.objects.create(day=TODAY - timedelta(days=days), reason=reason, count=count)


def test_every_reason_of_the_collector_has_words():
    assert set(WORDS) == {reason.value for reason in Dropped}


def test_reasons_are_summed_and_stand_in_words_with_what_to_do(screen):
    turn_away("bot", 5)
    turn_away("bot", 2, days=3)
    turn_away("no consent", 9)
    turn_away("bot", 4, days=40)

    page = screen()

    assert [(each.name, each.count, each.before) for each in page.context["reasons"]] == [
        ("no consent", 9, 0),
        ("bot", 7, 4),
    ]
    assert "Calls itself a robot" in page.text
    assert "see whether the question shows on the pages" in page.text


def test_the_picture_shows_each_day_and_can_be_narrowed_to_a_reason(screen):
    turn_away("bot", 5)
    turn_away("no consent", 9, days=1)

    assert list(screen(period="7").context["chart"].series[0].values) == [0, 0, 0, 0, 0, 9, 5]
    assert list(screen(period="7", reason="bot").context["chart"].series[0].values) == [0, 0, 0, 0, 0, 0, 5]


def test_openings_without_consent_stand_by_asset(screen):
    pumps, valves = make_asset("Pumps"), make_asset("Valves")
    DailyCount.objects.create(day=TODAY, asset=pumps, opened=2)
    DailyCount.objects.create(day=TODAY - timedelta(days=1), asset=pumps, opened=3)
    DailyCount.objects.create(day=TODAY, asset=valves, opened=1)

    page = screen()

    assert [(title, total) for _, title, total in page.context["assets"]] == [("Pumps", 5), ("Valves", 1)]
    assert page.context["opened_chart"].n == 6


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("reasons", "bot,Robots,5,0"),
        ("days", "2026-03-19,bot,Robots,5"),
        ("assets", "'=Pumps,2"),
    ],
)
def test_each_table_is_downloaded(screen, table, line):
    turn_away("bot", 5)
    DailyCount.objects.create(day=TODAY, asset=make_asset("=Pumps"), opened=2)

    assert line in screen(export="csv", table=table).content.decode()
    assert screen(export="xlsx", table=table).content[:2] == b"PK"


def test_a_reason_that_nobody_knows_any_more_is_shown_as_it_is(screen):
    turn_away("former reason", 1)

    assert "Former reason" in screen().text


def test_it_explains_itself_with_nothing_turned_away(screen):
    assert "Nothing was turned away yet" in screen().text


@pytest.mark.parametrize(
    ("group", "status"), [(MARKETING, 302), (MARKETING_LEADS, 200), (SALES, 302), (EXECUTIVES, 302)]
)
@pytest.mark.parametrize("name", ["turned_away:index", "consent_log:index", "bad_rows:index"])
def test_it_opens_to_those_who_run_the_collector(client, name, group, status):
    client.force_login(make_user(group))

    assert client.get(reverse(name)).status_code == status


def test_it_asks_the_same_number_of_questions_whatever_was_turned_away(screen, django_assert_max_num_queries):
    for days in range(20):
        turn_away("bot", 5, days=days)
        DailyCount.objects.create(day=TODAY, asset=make_asset(f"Asset {days}"), opened=2)
    screen()

    with django_assert_max_num_queries(17):
        screen()
