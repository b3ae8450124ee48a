import pytest

from library.sheet.evidence import credited_deals, evidence_for, last_touches
from tests.factories import NOON, make_asset, make_touch, make_visitor
from tests.library.makers import make_credit

pytestmark = pytest.mark.django_db


def test_readers_are_people_and_touches_are_sittings(django_assert_num_queries):
    asset, reader = make_asset(), make_visitor()
    make_touch(reader, asset, thorough=True)
    make_touch(reader, asset)
    make_touch(make_visitor(), asset)
    make_touch(make_visitor(), make_asset("Another"))

    with django_assert_num_queries(4):
        reading = evidence_for(asset).reading

    assert (reading.readers, reading.touches, reading.thorough, reading.thorough_percent) == (2, 3, 1, 33)


def test_only_current_linear_credit_counts_and_currencies_stay_apart():
    asset = make_asset()
    touch = make_touch(asset=asset)
    old = make_credit(touch, 999, current=False)
    make_credit(touch, 500_05, deal=old.crediting.deal)
    make_credit(touch, 700, model="first", currency="EUR")
    make_credit(touch, 300, currency="USD")

    evidence = evidence_for(asset)

    assert [(worth.amount, worth.deals) for worth in evidence.worth] == [("EUR 500.05", 1), ("USD 3.00", 1)]
    assert evidence.rules == ["2026-1"]
    assert sorted(deal.amount for deal in credited_deals(asset, most=5)) == ["EUR 500.05", "USD 3.00"]


def test_an_asset_that_nobody_read_has_no_share_and_no_worth():
    evidence = evidence_for(make_asset())

    assert evidence.reading.thorough_percent == 0
    assert evidence.worth == evidence.rules == []


def test_the_rows_behind_the_numbers_name_nobody():
    touch = make_touch(depth=0.876)

    (row,) = last_touches(touch.asset, most=5)

    assert row.depth_percent == 88


def test_a_refund_is_told_as_it_is():
    touch = make_touch()
    make_credit(touch, -150)

    assert [worth.amount for worth in evidence_for(touch.asset).worth] == ["EUR -1.50"]


def test_what_readers_said_stands_apart_from_what_they_read():
    asset = make_asset()
    for useful in (True, True, False):
        asset.usefulness_votes.create(version=1, useful=useful, day=NOON.date())

    evidence = evidence_for(asset)

    assert evidence.usefulness.in_words == "2 of 3 (67 %, likely 21 to 94 %)"
    assert evidence.reading.readers == 0
