from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from analytics.generating.bulk import one_great_change
from analytics.models import Consent, Consumption, DailyCount, Deed, PageView, Quarantine, Touch, Visitor
from tests.analytics.rollups.makers import counted_by_hand, stored
from tests.factories import make_asset, make_touch, make_visitor

pytestmark = pytest.mark.django_db


def generate(**options):
    call_command("generate_touches", **{"touches": 900, "days": 40, "verbosity": 0} | options)


@pytest.fixture
def shelf():
    return [make_asset(f"No. {number}", text="<p>" + "word " * 300 + "</p>") for number in range(4)]


def test_so_many_touches_come_with_all_that_hangs_on_them(shelf):
    generate()

    assert Touch.objects.count() == 900
    held = Touch.objects.exclude(quarantined_for="")
    assert Quarantine.objects.count() == held.count() > 0
    assert Visitor.objects.count() == Consent.objects.count() == 113
    assert PageView.objects.count() == Deed.objects.count() > 10
    assert DailyCount.objects.exists()
    assert not Touch.objects.filter(read_as__isnull=True).exists()


def test_the_numbers_agree_with_the_touches(shelf):
    generate()

    assert stored() == counted_by_hand()


def test_they_spread_over_the_days_up_to_yesterday(shelf):
    generate()

    first, last = (Touch.objects.order_by(order).first().at.date() for order in ("at", "-at"))
    today = timezone.now().date()
    assert today - timedelta(days=40) <= first <= today - timedelta(days=38)
    assert today - timedelta(days=8) <= last < today


def test_nobody_reads_before_being_seen(shelf):
    generate()

    assert all(touch.at >= touch.visitor.first_seen_at for touch in Touch.objects.select_related("visitor"))


def test_the_same_seed_makes_the_same_touches(shelf):
    def drawn():
        return list(Touch.objects.order_by("pk").values_list("asset", "at", "source", "active_ms"))

    generate(seed=3)
    first = drawn()
    Consumption.objects.all().delete()
    for model in (Quarantine, Deed, PageView, Touch, Consent, Visitor, DailyCount):
        model.objects.all().delete()

    generate(seed=3)

    assert drawn() == first


def test_a_page_view_for_each_touch_if_asked_for(shelf):
    generate(touches=50, page_views=True)

    assert PageView.objects.count() == 50


def test_the_next_touch_gets_a_key_of_its_own(shelf):
    generate(touches=50)

    assert make_touch(asset=shelf[0]).pk > 50


def test_a_database_with_readers_is_left_alone(shelf):
    make_visitor()

    with pytest.raises(CommandError, match="Nothing was added"):
        generate()

    assert not Touch.objects.exists()


def test_made_up_touches_join_those_that_are_there_if_forced(shelf):
    make_touch(asset=shelf[0])

    generate(touches=50, force=True)

    assert Touch.objects.count() == 51
    assert stored() == counted_by_hand()


def test_without_an_asset_there_is_nothing_to_read():
    with pytest.raises(CommandError, match="No asset is live"):
        generate()


def test_indexes_are_there_again_afterwards():
    def indexes():
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, Touch._meta.db_table))

    before = indexes()

    with one_great_change({Touch: 10}):
        assert indexes() < before

    assert indexes() == before
