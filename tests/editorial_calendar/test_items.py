from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageViewRestriction

from content.models import AssetPage
from editorial_calendar.items import Kind, items_between
from tests.editorial_calendar.makers import make_slot
from tests.factories import make_asset

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2030, 11, 1), date(2030, 11, 30)
NOW = datetime(2030, 11, 15, 12, tzinfo=UTC)


def items():
    return items_between(FIRST, LAST, user=AnonymousUser(), at=NOW)


def kinds():
    return [(item.kind, item.title, item.on) for item in items()]


def test_slots_of_the_month_show_and_others_do_not():
    make_slot("In", planned_on=date(2030, 11, 30))
    make_slot("Before", planned_on=date(2030, 10, 31))
    make_slot("Undated")

    assert kinds() == [(Kind.SLOT, "In", date(2030, 11, 30))]


def test_what_went_live_what_is_scheduled_and_what_expires_show_by_themselves():
    make_asset("Live", first_published_at=NOW)
    scheduled = make_asset("Scheduled", live=False, first_published_at=None)
    scheduled.go_live_at = NOW + timedelta(days=3)
    scheduled.save_revision().publish()
    expiring = make_asset("Expiring")
    AssetPage.objects.filter(pk=expiring.pk).update(expire_at=NOW + timedelta(days=5))

    assert kinds() == [
        (Kind.LIVE, "Live", date(2030, 11, 15)),
        (Kind.SCHEDULED, "Scheduled", date(2030, 11, 18)),
        (Kind.EXPIRES, "Expiring", date(2030, 11, 20)),
    ]


def test_a_date_that_was_only_typed_in_is_not_a_schedule():
    draft = make_asset("Draft", live=False, first_published_at=None)
    draft.go_live_at = NOW
    draft.save_revision()

    assert kinds() == []


def test_private_assets_show_nowhere():
    asset = make_asset("Private", first_published_at=NOW)
    AssetPage.objects.filter(pk=asset.pk).update(expire_at=NOW + timedelta(days=5))
    PageViewRestriction.objects.create(page=asset, restriction_type="login")

    assert kinds() == []


def test_slots_come_first_in_a_day():
    make_asset("A", first_published_at=NOW)
    make_slot("B", planned_on=NOW.date())

    assert [item.kind for item in items()] == [Kind.SLOT, Kind.LIVE]


def test_the_first_and_the_last_moment_belong_to_the_month(settings):
    make_asset("First", first_published_at=datetime(2030, 11, 1, tzinfo=UTC))
    make_asset("Last", first_published_at=datetime(2030, 11, 15, 11, 59, tzinfo=UTC))
    make_asset("Before", first_published_at=datetime(2030, 10, 31, 23, 59, 59, 999_999, tzinfo=UTC))

    assert [title for _, title, _ in kinds()] == ["First", "Last"]


def test_a_full_month_asks_as_many_queries_as_an_empty_one(marketer, django_assert_num_queries):
    items()
    with django_assert_num_queries(7) as empty:
        items()
    for number in range(5):
        make_slot(planned_on=NOW.date(), owner=marketer, asset=make_asset(f"Asset {number}", first_published_at=NOW))

    with django_assert_num_queries(len(empty)):
        assert len(items()) == 10
