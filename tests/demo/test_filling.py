from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import transaction
from django.db.models import Sum
from wagtail.contrib.redirects.models import Redirect

from analytics.models import (
    BadRow,
    Consent,
    Consumption,
    Deed,
    DroppedCount,
    HeldOpenings,
    Quarantine,
    Touch,
    UsefulnessVote,
)
from analytics.reasons import Machine, Verdict
from analytics.rollups.recounting import differences, months_to_count
from buying_stages.models import BuyingStage, Pillar
from content.models import (
    AssetDocument,
    AssetPage,
    Expert,
    ExpertCheck,
    Format,
    OffsiteBlog,
    OffsitePost,
    SalesEdition,
    ShelfLife,
    StageAgreement,
)
from content.offsite.fetching import due
from content.review.steps import step_of
from demo.filling import fill
from demo.market import SMALL
from editorial_calendar.models import Slot
from leads.digests import write_digests
from leads.models import Account, Follower, Following, Letter
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
    assert company.touches == Touch.objects.counted().count() > 3000
    assert Expert.objects.count() == 8


def test_the_document_can_be_read_on_the_site(company):
    document = AssetDocument.objects.get()

    assert document.pages
    assert document.file_size
    assert AssetPage.objects.get(slug="what-a-resilience-audit-looks-at").document_pages == document.pages


def test_the_consent_log_is_written_in_time(company):
    moments = list(Consent.objects.order_by("pk").values_list("at", flat=True))

    assert moments == sorted(moments)


def test_what_was_not_on_a_screen_says_so_in_its_page_view(company):
    unseen = Touch.objects.filter(quarantined_for=Machine.UNSEEN)

    assert unseen.exists()
    assert not unseen.filter(page_views__shown=True).exists()


def test_every_asset_is_whole(company):
    for asset in AssetPage.objects.live().prefetch_related("asset_experts__expert", "asset_topics", "personas"):
        assert asset.authors(), asset
        assert asset.personas.all(), asset
        assert asset.asset_topics.all(), asset
        assert asset.word_count > 150, asset


def test_the_library_is_balanced_with_the_gaps_that_are_meant(company):
    cells = Counter(AssetPage.objects.live().values_list("stage__slug", "pillar"))
    formats = set(AssetPage.objects.values_list("format", flat=True))

    assert {stage for stage, _ in cells} == set(BuyingStage.objects.values_list("slug", flat=True))
    assert cells["short-list", Pillar.ASPIRATIONAL] == cells["after-sale", Pillar.ASPIRATIONAL] == 0
    assert formats == set(Format) - {Format.WEBINAR}


def test_the_numbers_are_those_of_its_touches(company):
    assert [wrong for month in differences(months_to_count()) for wrong in month] == []
    assert Consumption.objects.filter(by="all", period="M").aggregate(Sum("touches"))["touches__sum"] == company.touches


def test_machines_were_there_and_some_were_looked_at(company):
    assert set(Quarantine.objects.values_list("verdict", flat=True)) == {Verdict.WAITING, Verdict.CONFIRMED}
    assert set(Quarantine.objects.values_list("reason", flat=True)) == set(Machine) - {Machine.PREFETCH}
    assert set(Deed.objects.values_list("kind", flat=True)) == set(Deed.Kind)
    assert Deed.objects.filter(kind=Deed.Kind.NEXT).count() > 100
    assert HeldOpenings.objects.filter(verdict=Verdict.WAITING).exists()
    assert DroppedCount.objects.exists()
    assert BadRow.objects.exists()


def test_dates_move_with_the_day(company):
    newest = AssetPage.objects.live().newest_first().first().first_published_at

    assert timedelta(days=40) < TODAY - newest < timedelta(days=60)
    assert Slot.objects.filter(planned_on__gt=TODAY.date()).count() >= 10
    assert Touch.objects.filter(last_at__gt=TODAY).count() == 0


def test_news_stays_news_when_the_demo_is_made_later(company):
    news = AssetPage.objects.live().get(shelf_life=ShelfLife.NEWS)

    assert AssetPage.objects.visible_to(AnonymousUser(), at=TODAY).filter(pk=news.pk).exists()
    assert timedelta(0) < news.first_published_at.date() - news.news_date < timedelta(days=30)
    assert news.get_latest_revision_as_object().relevant_until == news.relevant_until


def test_won_deals_are_credited_to_the_cent(company):
    won = Deal.objects.filter(outcome=Deal.Outcome.WON).aggregate(total=Sum("amount_cents"))["total"]

    totals = Credit.objects.filter(crediting__current=True).values("model").annotate(total=Sum("cents"))

    assert won > 0
    assert {row["model"]: row["total"] for row in totals} == dict.fromkeys({r["model"] for r in totals}, won)


def test_every_piece_says_what_it_prepares_for_or_what_to_do(company):
    for asset in AssetPage.objects.live():
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


def test_readers_say_what_was_useful(company):
    votes = UsefulnessVote.objects.all()

    assert votes.count() > 50
    assert 0.5 < votes.filter(useful=True).count() / votes.count() < 0.95
    assert votes.exclude(remark="").count() == 4
    assert not votes.filter(day__gt=TODAY.date()).exists()
    assert not votes.filter(asset__live=False).exists()


def test_readers_follow_topics_and_nothing_waits_to_be_sent(company):
    assert Following.objects.active().count() >= 5
    assert Following.objects.exclude(left_at=None).exists()
    assert Letter.objects.filter(kind=Letter.Kind.DIGEST, outcome=Letter.Outcome.SENT).count() >= 5
    assert Follower.objects.exclude(bounced_at=None).count() == 1
    assert not Letter.objects.filter(outcome=Letter.Outcome.WAITING).exists()
    assert write_digests(at=TODAY) == 0
    assert all(follower.email.endswith(".example") for follower in Follower.objects.all())


def test_one_offsite_blog_goes_on_and_one_said_farewell(company):
    retired = OffsiteBlog.objects.exclude(retired_on=None).get()

    assert retired.farewell
    assert OffsitePost.objects.filter(state=OffsitePost.State.CANDIDATE, blog__retired_on=None).count() == 2
    assert not due(TODAY + timedelta(days=365)).exists()


def test_an_expert_answered_by_link_and_sales_has_the_draft(company):
    check = ExpertCheck.objects.get()

    assert check.verdict == ExpertCheck.Verdict.APPROVED
    assert (check.sent_at < check.answered_at, check.answered_at < TODAY) == (True, True)
    assert step_of(AssetPage.objects.get(pk=check.asset_id)).name == "Sales check"
    assert not check.asset.live
    assert check.asset.slot.state == Slot.State.REVIEW
    assert mail.outbox == []


def test_a_retired_piece_leads_its_readers_on(company):
    old, new = "lead-times-in-the-second-quarter", "three-lead-times-that-moved-this-quarter"

    assert not AssetPage.objects.get(slug=old).live
    assert Redirect.objects.get(old_path__endswith=f"/{old}").redirect_page.slug == new
