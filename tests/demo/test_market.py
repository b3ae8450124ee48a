from datetime import UTC, datetime, timedelta

import pytest

from demo.market import Shelved, make_market

pytestmark = pytest.mark.sqlite_only

TODAY = datetime(2026, 11, 21, 12, tzinfo=UTC)
PERSONAS = ["chief-operating-officer", "plant-manager"]


@pytest.fixture(scope="module")
def shelf():
    return [
        Shelved(
            pk=n,
            stage=n % 7,
            personas=frozenset(PERSONAS[:1]),
            published_at=TODAY - timedelta(days=700 - 18 * n),
            expected_seconds=300,
            gated=n % 9 == 2,
            popularity=(n + 1) ** -0.5,
        )
        for n in range(36)
    ]


@pytest.fixture(scope="module")
def market(shelf):
    return make_market(shelf, PERSONAS, until=TODAY)


def reads(market):
    named = [read for company in market.companies for someone in company.people for read in someone.reads]
    return named + [read for stranger in market.strangers for read in stranger]


def test_the_market_has_the_size_that_is_promised(market):
    assert len(market.companies) == 120
    assert sum(len(company.people) for company in market.companies) == 400
    assert sum(company.sale is not None for company in market.companies) == 80


def test_the_same_seed_makes_the_same_market(shelf, market):
    assert make_market(shelf, PERSONAS, until=TODAY) == market


def test_nobody_reads_before_publication_or_in_the_future(shelf, market):
    published = {asset.pk: asset.published_at for asset in shelf}

    assert all(published[read.asset] <= read.at < TODAY for read in reads(market))


def test_reading_spans_two_years(market):
    moments = [read.at for read in reads(market)]

    assert max(moments) - min(moments) > timedelta(days=600)
    assert TODAY - max(moments) < timedelta(days=7)


def test_closed_deals_closed_in_the_past_and_open_ones_have_not(market):
    sales = [company.sale for company in market.companies if company.sale]

    assert all(sale.opened_at <= sale.closed_at <= TODAY for sale in sales if sale.outcome != "open")
    assert all(sale.closed_at is None for sale in sales if sale.outcome == "open")
    assert {sale.outcome for sale in sales} == {"open", "won", "lost"}
