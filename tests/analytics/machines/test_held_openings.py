from datetime import timedelta

import pytest

from analytics.machines.held_openings import confirm, restore
from analytics.models import DailyCount, HeldOpenings
from analytics.reasons import Machine, Verdict
from tests.factories import NOON, make_asset

pytestmark = pytest.mark.django_db

DAY = NOON.date()


@pytest.fixture
def asset():
    return make_asset()


def held(asset, opened=5, reason=Machine.RATE):
    return HeldOpenings.objects.create(day=DAY, asset=asset, reason=reason, opened=opened)


def opened(asset):
    return sum(DailyCount.objects.filter(day=DAY, asset=asset).values_list("opened", flat=True))


def test_restored_openings_join_the_number_of_their_day(asset, marketing_lead):
    DailyCount.objects.create(day=DAY, asset=asset, opened=2)
    rows = [held(asset, 5), held(asset, 7, Machine.BOT)]

    assert restore([row.pk for row in rows], by=marketing_lead, at=NOON) == 12

    assert opened(asset) == 14
    assert set(HeldOpenings.objects.values_list("verdict", "decided_by")) == {(Verdict.RESTORED, marketing_lead.pk)}


def test_restoring_twice_adds_once_and_confirming_afterwards_takes_it_out_again(asset, marketing_lead):
    row = held(asset)
    restore([row.pk], by=marketing_lead, at=NOON)

    assert restore([row.pk], by=marketing_lead, at=NOON + timedelta(days=1)) == 0
    assert opened(asset) == 5
    assert confirm([row.pk], by=marketing_lead, at=NOON) == 5
    assert opened(asset) == 0


def test_what_is_confirmed_was_never_counted(asset, marketing_lead):
    row = held(asset)

    assert confirm([row.pk], by=marketing_lead, at=NOON) == 5
    assert opened(asset) == 0
    row.refresh_from_db()
    assert row.verdict == Verdict.CONFIRMED
