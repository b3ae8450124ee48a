"""Two that change touches at the same time. SQLite has one writer, so there is nothing to test on it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from analytics.models import Touch
from analytics.rollups.adding import apply
from analytics.rollups.facts import facts_of
from analytics.rollups.recounting import months_to_count, recount
from analytics.rollups.remainders import keep_remainder
from tests.analytics.rollups.makers import counted_by_hand, counted_touch, made_touch, make_read_as, number, stored
from tests.factories import NOON, make_asset, make_visitor

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs two writers at a time"),
]


def together(*deeds):
    """Each in a transaction of its own, in a thread of its own."""

    def do(deed):
        try:
            with transaction.atomic():
                deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        for done in [pool.submit(do, deed) for deed in deeds]:
            done.result(timeout=60)


def test_a_reader_of_two_writers_is_counted_once():
    visitor, shelf = make_visitor(), [make_read_as(make_asset()), make_read_as(make_asset("Another"))]
    both_have_added = Barrier(2)

    def read(read_as):
        touch = made_touch(visitor=visitor, read_as=read_as)
        both_have_added.wait(timeout=30)
        apply([(None, facts_of([touch.pk])[touch.pk])])

    together(lambda: read(shelf[0]), lambda: read(shelf[1]))

    assert (number().touches, number().readers) == (2, 1)
    assert stored() == counted_by_hand()


def test_additions_to_the_same_rows_all_arrive_whatever_their_order():
    visitors, shelf = [make_visitor() for _ in range(4)], [make_read_as(make_asset(f"No. {n}")) for n in range(3)]

    def read(visitor, order):
        for days in order:
            touch = made_touch(visitor=visitor, read_as=shelf[days], at=NOON + timedelta(days=days))
            apply([(None, facts_of([touch.pk])[touch.pk])])

    orders = [(0,), (1,), (2,), (0,)]
    for _ in range(3):
        together(*(lambda v=visitor, o=order: read(v, o) for visitor, order in zip(visitors, orders, strict=True)))

    assert number(period="M").touches == 12
    assert stored() == counted_by_hand()


def test_a_recount_loses_nothing_of_what_is_added_meanwhile():
    shelf, gone = make_read_as(make_asset()), counted_touch()
    has_added = Barrier(2)

    def read():
        touch = made_touch(read_as=shelf)
        has_added.wait(timeout=30)
        apply([(None, facts_of([touch.pk])[touch.pk])])

    def erase():
        keep_remainder([gone.visitor_id])
        Touch.objects.filter(pk=gone.pk).delete()

    def count():
        has_added.wait(timeout=30)
        list(recount(months_to_count()))

    together(read, count, erase)

    assert number().touches == 2
    assert stored() == counted_by_hand()
