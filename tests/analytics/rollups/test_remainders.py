from datetime import timedelta

import pytest

from analytics.models import Deed, Remainder, Touch
from analytics.reasons import Machine
from analytics.rollups.adding import apply
from analytics.rollups.facts import facts_of
from analytics.rollups.recounting import differences, months_to_count
from analytics.rollups.remainders import keep_remainder
from tests.analytics.rollups.makers import counted_by_hand, counted_touch, did, made_touch, make_read_as, stored
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db


def wrong():
    return [each for month in differences(months_to_count()) for each in month]


@pytest.fixture
def shelf():
    return make_read_as(make_asset())


@pytest.fixture
def leaving(shelf):
    """Reads on two days of one month and in the next."""
    visitor = make_visitor()
    for days in (0, 0, 1, 30):
        counted_touch(visitor=visitor, read_as=shelf, at=NOON + timedelta(days=days), thorough=True)
    return visitor


def erase(*visitors):
    keep_remainder([visitor.pk for visitor in visitors])
    Touch.objects.filter(visitor__in=visitors).delete()


def test_numbers_stay_when_touches_are_erased_also_after_a_recount(leaving, shelf):
    staying = make_visitor()
    counted_touch(visitor=staying, read_as=shelf)
    before = stored()

    erase(leaving)

    assert stored() == before == counted_by_hand()
    assert wrong() == []


def test_who_stays_is_still_counted_once(leaving, shelf):
    staying = make_visitor()
    counted_touch(visitor=staying, read_as=shelf)
    erase(leaving)

    counted_touch(visitor=staying, read_as=shelf, at=NOON + timedelta(hours=1))

    assert stored() == counted_by_hand()


def test_deeds_of_the_erased_stay_in_the_numbers(shelf):
    touch = made_touch(read_as=shelf)
    did(touch, Deed.Kind.FORM)
    apply([(None, facts_of([touch.pk])[touch.pk])])

    erase(touch.visitor)

    assert {numbers[-2] for numbers in stored().values()} == {1}
    assert wrong() == []


def test_those_erased_one_after_the_other_add_up(leaving, shelf):
    other = counted_touch(read_as=shelf).visitor
    before = stored()

    erase(leaving)
    erase(other)

    assert stored() == stored(Remainder) == before
    assert wrong() == []


def test_what_was_in_quarantine_leaves_nothing(shelf):
    held = made_touch(read_as=shelf, quarantined_for=Machine.BOT)

    erase(held.visitor)

    assert stored(Remainder) == {}
