from datetime import timedelta

import pytest

from library.sheet.evidence import evidence_for, reads_a_week
from library.sheet.rows import MaySee, What, rows_of
from tests.factories import NOON, make_account, make_asset, make_deal, make_lead, make_touch, make_user, make_visitor
from tests.library.makers import make_credit
from tests.library.sheet.makers import share

pytestmark = pytest.mark.django_db
EVERYTHING = MaySee(leads=True, deals=True, editions=True)


def test_readers_are_people_touches_are_sittings_and_who_read_well_once_read_well(django_assert_num_queries):
    asset, reader = make_asset(), make_visitor()
    make_touch(reader, asset, thorough=True)
    make_touch(reader, asset, thorough=True)
    make_touch(make_visitor(), asset)
    make_touch(make_visitor(), make_asset("Another"))

    with django_assert_num_queries(7):
        reading = evidence_for(asset).reading

    assert (reading.readers, reading.touches, reading.thorough) == (2, 3, 1)


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


def test_a_refund_is_told_as_it_is():
    touch = make_touch()
    make_credit(touch, -150)

    assert [worth.amount for worth in evidence_for(touch.asset).worth] == ["EUR -1.50"]


def test_what_readers_said_stands_apart_from_what_they_read():
    asset = make_asset()
    for useful in (True, True, False):
        asset.usefulness_votes.create(version=1, useful=useful, day=NOON.date())

    evidence = evidence_for(asset)

    assert evidence.votes.in_words == "too few to tell"
    assert (evidence.votes.hits, evidence.votes.n, evidence.reading.readers) == (2, 3, 0)


def test_a_deal_is_touched_when_its_people_read_before_it_was_closed():
    asset, reader = make_asset(), make_visitor()
    make_touch(reader, asset, at=NOON)
    lead = make_lead(account=make_account(), visitors=[reader])
    closed = {"outcome": "won", "closed_at": NOON + timedelta(days=1)}
    make_deal("Of the account", **closed)
    make_deal("Of the person", lead=lead)
    make_deal("Closed before", opened_at=NOON - timedelta(days=9), outcome="lost", closed_at=NOON - timedelta(days=1))
    make_deal("Of others", account=make_account("Others"))

    deals = evidence_for(asset).deals

    assert (deals.n, deals.won, deals.lost, deals.open) == (2, 1, 0, 1)
    assert {deal.name for deal in rows_of(What.DEALS, asset, EVERYTHING)} == {"Of the account", "Of the person"}


def test_uses_are_counted_from_shares(salesperson):
    asset = make_asset()
    share(asset, salesperson)
    share(asset, salesperson)
    share(asset, make_user("Sales"))
    share(make_asset("Another"), salesperson)

    uses = evidence_for(asset).uses

    assert (uses.shares, uses.colleagues, uses.read) == (3, 2, 0)


def test_every_number_has_as_many_rows_as_it_says(salesperson):
    asset, reader = make_asset(), make_visitor()
    make_lead(visitors=[reader])
    make_touch(reader, asset, thorough=True)
    make_touch(make_visitor(), asset)
    make_deal()
    share(asset, salesperson)
    asset.usefulness_votes.create(version=1, useful=True, day=NOON.date())
    asset.sales_ratings.create(stars=4, by=salesperson, at=NOON)

    evidence = evidence_for(asset)

    counted = {what: rows_of(what, asset, EVERYTHING).count() for what in What}
    assert counted == {
        What.TOUCHES: evidence.reading.touches,
        What.THOROUGH: 1,
        What.VOTES: evidence.votes.n,
        What.RATINGS: 1,
        What.SHARES: evidence.uses.shares,
        What.DEALS: evidence.deals.n,
    }


def test_ratings_of_an_edition_are_for_those_who_may_see_it(salesperson):
    asset = make_asset()
    asset.sales_ratings.create(stars=4, by=salesperson, at=NOON, of="edition")

    assert not rows_of(What.RATINGS, asset, MaySee(leads=True, deals=True, editions=False)).exists()


def test_weeks_are_counted_up_to_now_and_not_beyond(django_assert_num_queries):
    asset = make_asset()
    make_touch(asset=asset, at=NOON, thorough=True)
    make_touch(asset=asset, at=NOON - timedelta(days=7))
    make_touch(asset=asset, at=NOON - timedelta(weeks=40))
    make_touch(asset=asset, at=NOON + timedelta(days=7))

    with django_assert_num_queries(1):
        chart = reads_a_week(asset, at=NOON)

    assert [(week.reads, week.thorough) for week in chart.weeks[-2:]] == [(1, 0), (1, 1)]
    assert chart.reads == 2
