from datetime import date, timedelta

import pytest

from analytics.models import DailyCount, Deed
from analytics.reasons import Machine
from analytics.rollups.newest import newest
from analytics.rollups.openings import openings, openings_of, openings_over_time
from analytics.rollups.spans import Span, Step
from tests.analytics.rollups.makers import did, made_touch, make_read_as
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db

MARCH = Span(date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def asset():
    return make_asset()


def test_an_asset_shows_its_median_its_sources_and_where_readers_went(asset, django_assert_num_queries):
    other, read_as, visitor = make_asset("Another"), make_read_as(asset), make_visitor()
    for number, seconds in enumerate([10, 20, 90]):
        source = "mail" if number else ""
        touch = made_touch(
            visitor=visitor, read_as=read_as, seconds=seconds, source=source, at=NOON + timedelta(hours=number)
        )
        did(touch, Deed.Kind.NEXT, target=other.pk)
    did(touch, Deed.Kind.DOWNLOAD, target=3, seq=2)
    made_touch(read_as=read_as, seconds=9000, source="bots", quarantined_for=Machine.BOT)

    with django_assert_num_queries(3):
        found = newest(asset.pk)

    assert (found.touches, found.median_active_ms) == (3, 20_000)
    assert [(share.label, share.count) for share in found.sources] == [("mail", 2), ("Direct, or not known", 1)]
    assert [(share.label, share.count) for share in found.nexts] == [("Another", 3)]
    assert found.in_words == "Of 3 touches."


def test_nothing_read_shows_nothing(asset):
    found = newest(asset.pk)

    assert (found.touches, found.median_active_ms, found.sources, found.nexts) == (0, None, [], [])


def test_openings_without_consent_stand_beside(asset):
    other = make_asset("Another")
    for day, who, opened in ((1, asset, 2), (8, asset, 3), (8, other, 4)):
        DailyCount.objects.create(day=date(2026, 3, day), asset=who, opened=opened)

    assert (openings(MARCH), openings(MARCH, asset=asset.pk), openings(MARCH.before)) == (9, 5, 0)
    assert openings_of(MARCH, [asset.pk, other.pk, 0]) == {asset.pk: 5, other.pk: 4, 0: 0}
    by_week = openings_over_time(Span(date(2026, 3, 1), date(2026, 3, 9)), step=Step.WEEK)
    assert by_week == {date(2026, 2, 23): 2, date(2026, 3, 2): 7, date(2026, 3, 9): 0}
