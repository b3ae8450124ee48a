from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from analytics.models import Deed, Numbers, Touch
from analytics.reasons import Machine
from analytics.rollups.adding import apply
from analytics.rollups.facts import Fact, facts_of
from tests.analytics.rollups.makers import (
    counted_by_hand,
    counted_touch,
    did,
    made_touch,
    make_read_as,
    number,
    stored,
)
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db


def changed(touch, **fields):
    before = facts_of([touch.pk])
    Touch.objects.filter(pk=touch.pk).update(**fields)
    apply([(before.get(touch.pk), facts_of([touch.pk]).get(touch.pk))])


def test_a_touch_counts_by_every_way_by_day_and_by_month():
    touch = counted_touch(thorough=True, source="newsletter")

    assert {(row.by, row.key) for row in stored()} == {
        ("all", ""),
        ("asset", str(touch.asset_id)),
        ("stage", "1"),
        ("pillar", "practical"),
        ("topic", "3"),
        ("topic", "17"),
        ("format", "article"),
        ("source", "newsletter"),
    }
    assert set(stored().values()) == {(1, 1, 1, 60_000, 0, 0, 0, 0)}
    assert stored() == counted_by_hand()


def test_a_touch_that_grows_adds_what_it_grew_by():
    touch = counted_touch()

    changed(touch, active_ms=90_000, thorough=True)

    assert (number().touches, number().readers, number().thorough, number().active_ms) == (1, 1, 1, 90_000)


def test_deeds_count_with_their_touch():
    touch = made_touch()
    did(touch, Deed.Kind.DOWNLOAD)
    did(touch, Deed.Kind.NEXT, seq=2)

    apply([(None, facts_of([touch.pk])[touch.pk])])

    assert (number().downloads, number().nexts, number().shares, number().forms) == (1, 1, 0, 0)


def test_a_reader_is_counted_once_a_day_and_once_a_month():
    visitor, read_as = make_visitor(), make_read_as(make_asset())
    for days in (0, 0, 1):
        counted_touch(visitor=visitor, read_as=read_as, at=NOON + timedelta(days=days))

    month = number(period=Numbers.Period.MONTH)
    assert (month.touches, month.readers) == (3, 1)
    assert [number().readers, number(starts=(NOON + timedelta(days=1)).date()).readers] == [1, 1]


def test_what_goes_into_quarantine_leaves_the_numbers_and_comes_back_whole():
    visitor, read_as = make_visitor(), make_read_as(make_asset())
    counted_touch(visitor=visitor, read_as=read_as)
    held = counted_touch(visitor=visitor, read_as=read_as, source="mail", at=NOON + timedelta(days=2))
    whole = stored()

    changed(held, quarantined_for=Machine.SCANNER)

    assert number(period=Numbers.Period.MONTH).readers == 1
    assert stored() == counted_by_hand() != whole
    changed(held, quarantined_for="")
    assert stored() == whole


def test_two_touches_that_are_new_together_are_of_one_reader():
    visitor, read_as = make_visitor(), make_read_as(make_asset())
    new = [made_touch(visitor=visitor, read_as=read_as, source=source) for source in ("", "mail")]

    apply([(None, fact) for fact in facts_of([touch.pk for touch in new]).values()])

    assert (number().touches, number().readers, number("source", "mail").readers) == (2, 1, 1)


def test_a_touch_that_did_not_change_costs_nothing(django_assert_num_queries):
    fact = facts_of([made_touch().pk]).popitem()[1]

    with django_assert_num_queries(0):
        apply([(fact, Fact(*fact))])


def test_a_batch_takes_few_statements():
    visitors, read_as = [make_visitor() for _ in range(30)], make_read_as(make_asset())
    new = [made_touch(visitor=visitor, read_as=read_as) for visitor in visitors]
    facts = facts_of([touch.pk for touch in new])

    with CaptureQueriesContext(connection) as queries:
        apply([(None, fact) for fact in facts.values()])

    assert len(queries) <= 4
    assert number().readers == 30


STEPS = some.lists(
    some.tuples(
        some.sampled_from(["new", "new", "grow", "hold", "restore", "move", "delete"]),
        some.integers(0, 5),
        some.integers(0, 2),
        some.sampled_from([-40, -1, 0, 0, 1, 20]),
        some.sampled_from(["", "mail"]),
    ),
    max_size=14,
)


@pytest.fixture
def readers():
    return [make_visitor() for _ in range(3)]


@pytest.fixture
def shelf():
    first, second = make_asset(), make_asset("Another")
    return [make_read_as(first), make_read_as(first, stage=2, topics=""), make_read_as(second, topics="17")]


@given(batches=some.lists(STEPS, max_size=4))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_to_touches_the_numbers_are_those_of_a_recount(batches, readers, shelf):
    with transaction.atomic():
        for steps in batches:
            before = facts_of(Touch.objects.values_list("pk", flat=True))
            for step in steps:
                take(*step, readers=readers, shelf=shelf)
            after = facts_of(Touch.objects.values_list("pk", flat=True))
            apply([(before.get(pk), after.get(pk)) for pk in {*before, *after}])

            assert stored() == counted_by_hand()
        transaction.set_rollback(True)


def take(what, which, who, days, source, *, readers, shelf):
    known = list(Touch.objects.order_by("pk"))
    if what == "new" or not known:
        made_touch(visitor=readers[who], read_as=shelf[which % 3], at=NOON + timedelta(days=days), source=source)
        return
    touch = Touch.objects.filter(pk=known[which % len(known)].pk)
    if what == "delete":
        touch.delete()
    else:
        touch.update(
            **{
                "grow": {"active_ms": 1000 * (which + who), "thorough": bool(who)},
                "hold": {"quarantined_for": Machine.RATE},
                "restore": {"quarantined_for": ""},
                "move": {"read_as": shelf[who], "asset": shelf[who].asset, "source": source},
            }[what]
        )
