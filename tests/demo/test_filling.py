from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum

from analytics.models import Touch
from buying_stages.models import BuyingStage, Pillar
from content.models import AssetPage, Expert, Format, SalesEdition, StageAgreement
from demo.filling import fill
from demo.market import SMALL
from editorial_calendar.models import Slot
from leads.models import Account
from revenue.models import Credit, Deal

pytestmark = pytest.mark.django_db

TODAY = datetime(2027, 6, 4, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo company, moved in once for all tests of this module and out again after them."""
    with django_db_blocker.unblock():
        undo = transaction.atomic()
        undo.__enter__()
        yield fill(at=TODAY, scale=SMALL, password="demo", say=lambda step: None)
        transaction.set_rollback(True)
        undo.__exit__(None, None, None)


def test_the_company_has_what_is_promised(company):
    assert company.assets >= 30
    assert (Account.objects.count(), company.leads, company.deals) == (120, 400, 80)
    assert company.touches == Touch.objects.count() > 3000
    assert Expert.objects.count() == 8


def test_every_asset_is_whole(company):
    for asset in AssetPage.objects.prefetch_related("asset_experts__expert", "asset_topics", "personas"):
        assert asset.live, asset
        assert asset.authors(), asset
        assert asset.personas.all(), asset
        assert asset.asset_topics.all(), asset
        assert asset.word_count > 150, asset


def test_the_library_is_balanced_with_the_gaps_that_are_meant(company):
    cells = Counter(AssetPage.objects.values_list("stage__slug", "pillar"))
    formats = set(AssetPage.objects.values_list("format", flat=True))

    assert {stage for stage, _ in cells} == set(BuyingStage.objects.values_list("slug", flat=True))
    assert cells["short-list", Pillar.ASPIRATIONAL] == cells["after-sale", Pillar.ASPIRATIONAL] == 0
    assert formats == set(Format) - {Format.WEBINAR}


def test_dates_move_with_the_day(company):
    newest = AssetPage.objects.order_by("-first_published_at").first().first_published_at

    assert timedelta(days=40) < TODAY - newest < timedelta(days=60)
    assert Slot.objects.filter(planned_on__gt=TODAY.date()).count() >= 10
    assert Touch.objects.filter(last_at__gt=TODAY).count() == 0


def test_won_deals_are_credited_to_the_cent(company):
    won = Deal.objects.filter(outcome=Deal.Outcome.WON).aggregate(total=Sum("amount_cents"))["total"]

    totals = Credit.objects.filter(crediting__current=True).values("model").annotate(total=Sum("cents"))

    assert won > 0
    assert {row["model"]: row["total"] for row in totals} == dict.fromkeys({r["model"] for r in totals}, won)


def test_every_piece_says_what_it_prepares_for_or_what_to_do(company):
    for asset in AssetPage.objects.all():
        said = [asset.catalyst, asset.evidence] if asset.pillar == Pillar.ASPIRATIONAL else [asset.trend, asset.meaning]
        assert all(said), asset
        assert asset.companion.pillar != asset.pillar
        assert asset.review_by > (TODAY - timedelta(days=26)).date()


def test_sales_has_editions_of_its_own_and_one_is_behind(company):
    editions = SalesEdition.objects.select_related("asset")

    assert len(editions) == 9
    assert [edition.asset.slug for edition in editions if edition.is_behind] == ["what-a-resilience-audit-looks-at"]


def test_sales_signed_most_of_the_stage_map_and_some_wait(company):
    agreed = AssetPage.objects.under_agreement(TODAY)

    assert agreed.count() == 30
    assert StageAgreement.objects.filter(sales_at=None).count() == 4
