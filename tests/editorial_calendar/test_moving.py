from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.log_actions import registry

from content.models import AssetPage
from editorial_calendar.models import Slot
from editorial_calendar.moving import MovedMeanwhile, move
from tests.editorial_calendar.makers import make_slot
from tests.factories import make_asset

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


def test_a_slot_moves_to_another_day_and_the_move_is_logged(marketer):
    slot = make_slot(planned_on=MONDAY)

    move(slot, to=FRIDAY, believed=MONDAY, by=marketer)

    assert Slot.objects.get().planned_on == FRIDAY
    entry = registry.get_logs_for_instance(slot).get()
    assert entry.user == marketer
    assert entry.message == "Moved from 2026-11-23 to 2026-11-27"


@pytest.mark.parametrize(("was", "to"), [(MONDAY, None), (None, MONDAY)])
def test_a_slot_goes_into_the_backlog_and_out_of_it(marketer, was, to):
    slot = make_slot(planned_on=was)

    move(slot, to=to, believed=was, by=marketer)

    assert Slot.objects.get().planned_on == to


@pytest.mark.parametrize("stands", [FRIDAY, None])
def test_a_slot_that_somebody_moved_meanwhile_stays_where_they_put_it(marketer, marketing_lead, stands):
    slot = make_slot(planned_on=MONDAY)
    move(slot, to=stands, believed=MONDAY, by=marketing_lead)

    with pytest.raises(MovedMeanwhile) as meanwhile:
        move(slot, to=date(2026, 12, 4), believed=MONDAY, by=marketer)

    assert Slot.objects.get().planned_on == stands
    assert meanwhile.value.by == marketing_lead


def test_moving_a_slot_never_changes_a_live_date(marketer):
    asset = make_asset(live=False)
    asset.go_live_at = timezone.now() + timedelta(days=9)
    asset.save_revision().publish()
    dates = AssetPage.objects.values_list(
        "go_live_at", "expire_at", "first_published_at", "latest_revision__approved_go_live_at", "live"
    )
    before = dates.get(pk=asset.pk)
    slot = make_slot(planned_on=MONDAY, asset=asset)

    move(slot, to=FRIDAY, believed=MONDAY, by=marketer)

    assert before[3] is not None
    assert dates.get(pk=asset.pk) == before
