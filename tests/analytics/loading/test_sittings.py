from datetime import timedelta
from uuid import UUID

import pytest

from analytics.models import Consumption, Deed, PageView, Touch
from analytics.rollups.recounting import differences, months_to_count
from content.models import AssetPage
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def number(n):
    return UUID(int=n)


def consumed(**named):
    row = Consumption.objects.get(by="all", period="D", **named)
    return {name: getattr(row, name) for name in Consumption.COUNTED if getattr(row, name)}


@pytest.fixture(autouse=True)
def _numbers_agree():
    yield
    assert [wrong for month in differences(months_to_count()) for wrong in month] == []


def test_what_comes_in_late_makes_one_sitting_of_two(load, said):
    load(said(view=number(1)), said(view=number(2), minutes=50))
    assert Touch.objects.count() == 2

    load(said(view=number(3), minutes=25))

    touch = Touch.objects.get()
    assert (touch.at, touch.last_at) == (NOON, NOON + timedelta(minutes=50))
    assert touch.page_views.count() == 3
    assert consumed() == {"touches": 1, "readers": 1}


def test_the_first_arrival_of_a_sitting_is_kept_whole(load, said):
    later = {"source": "partner.example", "medium": "web", "campaign": "autumn", "referrer": "partner.example"}
    load(said(view=number(1), minutes=5, country="SE", **later))
    load(said(view=number(2), source="letter", medium="mail", campaign="spring", referrer="", country="DK"))
    load(said(view=number(3), minutes=9, **later))

    arrival = Touch.objects.values_list("source", "medium", "campaign", "referrer", "country")
    assert list(arrival) == [("letter", "mail", "spring", "", "DK")]


def test_a_deed_is_kept_once_however_late_it_comes(load, said):
    load(said(seq=4, active_ms=9000))
    load(said(seq=2, did="download", target=7), said(seq=2, did="download", target=7))
    load(said(seq=2, did="download", target=7), said(seq=5, did="next", target=3))

    assert list(Deed.objects.order_by("seq").values_list("seq", "kind", "target")) == [
        (2, "download", 7),
        (5, "next", 3),
    ]
    assert PageView.objects.get().last_seq == 5
    assert consumed() == {"touches": 1, "readers": 1, "downloads": 1, "nexts": 1}


def test_a_deed_of_no_kind_that_we_know_is_only_a_sign_of_reading(load, said):
    load(said(seq=1, did="dance"))

    assert not Deed.objects.exists()
    assert PageView.objects.get().last_seq == 1


def test_rollups_follow_what_a_touch_becomes(load, said):
    load(said(seq=0))
    load(said(seq=1, minutes=1, active_ms=40_000, depth=0.5))
    load(said(seq=2, minutes=2, active_ms=90_000, depth=0.9))

    assert consumed() == {"touches": 1, "readers": 1, "thorough": 1, "active_ms": 90_000}


@pytest.mark.parametrize(("percent", "seconds", "thorough"), [(30, 15, True), (50, 15, False), (30, 25, False)])
def test_an_asset_has_thresholds_of_its_own(load, said, asset, percent, seconds, thorough):
    AssetPage.objects.filter(pk=asset.pk).update(thorough_percent=percent, thorough_seconds=seconds)

    load(said(active_ms=20_000, depth=0.4))

    assert Touch.objects.get().thorough is thorough


@pytest.mark.parametrize(("carrier", "depth"), [("text", 0.2), ("document", 0.4), ("film", 0.6)])
def test_depth_is_that_of_the_part_that_carries_the_asset(load, said, monkeypatch, carrier, depth):
    monkeypatch.setattr(AssetPage, "carrier", carrier, raising=False)

    load(said(depth=0.2, pages=0.4, film=0.6))

    assert Touch.objects.get().depth == depth


def test_settings_may_ask_less_of_films_than_of_texts(load, said, monkeypatch, settings):
    monkeypatch.setattr(AssetPage, "carrier", "film", raising=False)
    settings.READING = settings.READING | {"film": settings.READING["film"] | {"depth": 0.5, "share_of_expected": 0.1}}

    load(said(active_ms=15_000, film=0.5))

    assert Touch.objects.get().thorough


def test_a_sitting_that_is_over_is_left_as_it_is(load, said):
    load(said(view=number(1), active_ms=5000, depth=0.3))
    before = Touch.objects.values().get()

    load(said(view=number(2), minutes=300, active_ms=9000, depth=0.9))

    assert Touch.objects.in_order().values().first() == before
    assert Touch.objects.count() == 2
