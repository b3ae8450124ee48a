from datetime import timedelta

import pytest

from analytics.machines.quarantine import confirm, counting_changed, hold, lift, restore
from analytics.models import Consumption, Quarantine, Touch
from analytics.reasons import Machine, Verdict
from analytics.rollups.recounting import differences, months_to_count
from tests.analytics.machines.makers import WHY, make_counted, make_held
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def all_touches():
    return sum(Consumption.objects.filter(by="all", period="D").values_list("touches", flat=True))


def wrong_numbers():
    return [wrong for month in differences(months_to_count()) for wrong in month]


def counts(touch):
    touch.refresh_from_db()
    return touch.quarantined_for == ""


def test_what_is_held_counts_nowhere_and_says_why():
    touch, other = make_counted(), make_counted()

    held = hold({touch.pk: WHY}, at=LATER)

    assert held == {touch.pk}
    assert (counts(touch), counts(other)) == (False, True)
    assert all_touches() == 1
    row = Quarantine.objects.get()
    assert (row.touch, row.reason, row.evidence, row.verdict, row.at) == (touch, *WHY, Verdict.WAITING, LATER)
    assert wrong_numbers() == []


def test_holding_twice_is_holding_once():
    touch = make_held()

    assert hold({touch.pk: (Machine.RATE, "Again.")}, at=LATER) == set()
    assert Quarantine.objects.get().reason == Machine.SCANNER
    assert all_touches() == 0


def test_what_a_person_restores_counts_at_once_and_no_rule_holds_it_again(marketing_lead):
    touch = make_held()

    assert restore([touch.pk], by=marketing_lead, at=LATER) == {touch.pk}
    assert hold({touch.pk: WHY}, at=LATER) == set()

    assert counts(touch)
    assert all_touches() == 1
    row = Quarantine.objects.get()
    assert (row.verdict, row.decided_by, row.decided_at) == (Verdict.RESTORED, marketing_lead, LATER)
    assert wrong_numbers() == []


def test_a_person_may_change_their_mind(marketing_lead):
    touch = make_held()
    restore([touch.pk], by=marketing_lead, at=NOON)

    assert confirm([touch.pk], by=marketing_lead, at=LATER) == {touch.pk}

    assert not counts(touch)
    assert touch.quarantined_for == Machine.SCANNER
    assert all_touches() == 0
    assert restore([touch.pk], by=marketing_lead, at=LATER) == {touch.pk}
    assert all_touches() == 1
    assert wrong_numbers() == []


def test_deciding_the_same_again_changes_nothing(marketing_lead):
    touch = make_held()
    confirm([touch.pk], by=marketing_lead, at=NOON)

    assert confirm([touch.pk], by=marketing_lead, at=LATER) == set()
    assert Quarantine.objects.get().decided_at == NOON


def test_what_was_not_on_a_screen_and_then_was_counts_after_all():
    unseen = make_held(why=(Machine.UNSEEN, "Not visible."))
    scanner = make_held()

    assert lift([unseen.pk, scanner.pk]) == {unseen.pk}

    assert (counts(unseen), counts(scanner)) == (True, False)
    assert list(Quarantine.objects.values_list("touch", flat=True)) == [scanner.pk]
    assert all_touches() == 1


def test_a_person_s_word_about_what_was_unseen_stands(marketing_lead):
    unseen = make_held(why=(Machine.UNSEEN, "Not visible."))
    confirm([unseen.pk], by=marketing_lead, at=NOON)

    assert lift([unseen.pk]) == set()
    assert not counts(unseen)


def test_a_surer_reason_takes_the_place_of_unseen():
    unseen = make_held(why=(Machine.UNSEEN, "Not visible."))

    hold({unseen.pk: WHY}, at=LATER)

    assert lift([unseen.pk]) == set()
    assert Touch.objects.get().quarantined_for == Machine.SCANNER


def test_who_has_to_know_hears_of_what_changed_after_it_is_written(marketing_lead, django_capture_on_commit_callbacks):
    touch, heard = make_counted(), []
    counting_changed.connect(listener := lambda touches, **_: heard.append((touches, counts(touch))))
    for act in (
        lambda: hold({touch.pk: WHY}, at=NOON),
        lambda: hold({touch.pk: WHY}, at=NOON),
        lambda: confirm([touch.pk], by=marketing_lead, at=NOON),
        lambda: restore([touch.pk], by=marketing_lead, at=NOON),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            act()
    counting_changed.disconnect(listener)

    assert heard == [({touch.pk}, False), ({touch.pk}, True)]


def test_many_are_decided_in_a_handful_of_queries(marketing_lead, django_assert_max_num_queries):
    asset, visitor = make_asset(), make_visitor()
    touches = [make_counted(visitor, asset, at=NOON + timedelta(hours=2 * n)) for n in range(60)]
    with django_assert_max_num_queries(25):
        hold({touch.pk: WHY for touch in touches}, at=LATER)
    with django_assert_max_num_queries(25):
        restore([touch.pk for touch in touches], by=marketing_lead, at=LATER)

    assert all_touches() == 60
    assert wrong_numbers() == []
