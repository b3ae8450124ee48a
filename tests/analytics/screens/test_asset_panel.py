from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from analytics.models import DailyCount, Deed
from analytics.screens.asset_panel import kpis_of, reading_panels
from tests.analytics.screens.makers import count_all, make_deed, make_read
from tests.factories import NOON, make_asset, make_touch

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def editor(client, marketer):
    client.force_login(marketer)
    return lambda asset: client.get(reverse("wagtailadmin_pages:edit", args=[asset.pk]))


def test_the_panel_says_what_readers_did(editor):
    asset, next_asset = make_asset("Pumps"), make_asset("Valves")
    make_read(asset, 3, thorough=1, source="search.example")
    make_deed(make_touch(asset=asset, seconds=20), Deed.Kind.NEXT, target=next_asset.pk)
    make_read(asset, 2, at=NOON - timedelta(weeks=30))
    make_read(asset, 4, quarantined_for="bot")
    DailyCount.objects.create(day=NOON.date(), asset=asset, opened=7)
    asset.usefulness_votes.create(version=1, useful=True, day=NOON.date())
    count_all()

    kpis = kpis_of(asset, at=NOON)
    text = editor(asset).text

    assert (kpis.line.now.touches, kpis.line.now.thorough, kpis.ever, kpis.unasked) == (4, 1, 6, 7)
    assert kpis.median_active == "1 min 0 s"
    assert [bar.week.numbers.touches for bar in kpis.bars] == [0] * 11 + [4]
    assert [(share.label, share.count) for share in kpis.newest.nexts] == [("Valves", 1)]
    for words in ("likely 5 to 70%, n = 4", "search.example", "Valves", "1 of 1 (100%", "6 touches since"):
        assert words in text


def test_its_numbers_open_their_rows(editor, client):
    asset = make_asset()
    make_read(asset, 3, thorough=2)
    count_all()

    line = kpis_of(asset, at=NOON).line

    assert line.behind.touches.replace("&", "&amp;") in editor(asset).text
    assert client.get(line.behind.touches).context["page_obj"].paginator.count == 3
    assert client.get(line.behind.thorough).context["page_obj"].paginator.count == 2


def test_an_asset_that_nobody_read_says_nothing_yet(editor):
    assert "Nothing yet. When readers open this asset" in editor(make_asset()).text
    assert "Nothing yet. It is not public" in editor(make_asset("Draft", live=False)).text


def test_the_panel_is_for_those_who_may_see_what_was_consumed(rf, marketer, salesperson):
    asset = make_asset()
    request = rf.get("/")
    request.user = marketer
    assert reading_panels(asset, request)
    marketer.groups.clear()
    request.user = type(marketer).objects.get(pk=marketer.pk)
    assert reading_panels(asset, request) == []


def test_it_asks_the_same_number_of_questions_whatever_was_read(django_assert_num_queries):
    asset = make_asset()
    for week in range(8):
        make_read(asset, 3, at=NOON - timedelta(weeks=week), source=f"source {week}")
    make_deed(make_touch(asset=asset), Deed.Kind.NEXT, target=make_asset("Valves").pk)
    count_all()

    with django_assert_num_queries(9):
        kpis_of(asset, at=NOON)
