"""What a live asset cannot be without, asked at its field by the editor's form."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import AssetPage, InsightsPage
from content.readiness import last_moment_of
from content.vehicles import ShelfLife
from tests.content.test_publishing import form
from tests.factories import make_asset, make_stage

pytestmark = pytest.mark.django_db

SOON = timezone.localdate() + timedelta(days=9)


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)

    def send(asset=None, **fields):
        name, args = (
            ("add", ["content", "assetpage", InsightsPage.objects.get().pk]) if not asset else ("edit", [asset.pk])
        )
        return client.post(reverse(f"wagtailadmin_pages:{name}", args=args), form(**fields))

    return send


PUBLISH = {"action-publish": "action-publish"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"for_everyone": ""}, "personas"),
        ({"placement_reason": ""}, "placement_reason"),
        ({"review_by": ""}, "review_by"),
        ({"shelf_life": "news"}, "relevant_until"),
        ({"shelf_life": "news", "relevant_until": "2020-01-01"}, "relevant_until"),
        ({"gated": "on"}, "gated"),
        ({"call_to_action": "contact"}, "call_to_action"),
    ],
    ids=str,
)
def test_a_draft_is_kept_and_publishing_refused_at_the_field(desk, changes, field):
    refused = desk(**changes, **PUBLISH)
    kept = desk(**changes)

    assert set(refused.context["form"].errors) == {field}
    if field != "relevant_until" or "relevant_until" not in changes:
        assert kept.status_code == 302
        assert AssetPage.objects.get().live is False


def test_an_override_with_a_reason_is_published_and_the_reason_kept(desk):
    answer = desk(gated="on", gate_reason="The survey's hosts asked for it.", **PUBLISH)

    assert answer.status_code == 302
    asset = AssetPage.objects.get()
    assert asset.live
    assert asset.gate_reason == "The survey's hosts asked for it."


def test_planning_a_day_asks_for_the_same_as_publishing(desk):
    tomorrow = (timezone.now() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")

    refused = desk(go_live_at=tomorrow, for_everyone="", **PUBLISH)
    planned = desk(go_live_at=tomorrow, **PUBLISH)

    assert set(refused.context["form"].errors) == {"personas"}
    assert planned.status_code == 302
    assert not AssetPage.objects.get().live
    assert AssetPage.objects.get().scheduled_revision


def test_news_expires_with_its_last_day_and_follows_it_when_it_moves(desk):
    desk(shelf_life="news", relevant_until=SOON.isoformat(), **PUBLISH)
    asset = AssetPage.objects.get()
    assert asset.expire_at == last_moment_of(SOON)
    as_shown = timezone.localtime(asset.expire_at).strftime("%Y-%m-%d %H:%M")

    later = SOON + timedelta(days=3)
    desk(asset, shelf_life="news", relevant_until=later.isoformat(), expire_at=as_shown, **PUBLISH)

    assert AssetPage.objects.get().expire_at == last_moment_of(later)


def test_an_expiry_of_its_own_stays(desk):
    own = (timezone.now() + timedelta(days=2)).replace(second=0, microsecond=0)
    shown = timezone.localtime(own).strftime("%Y-%m-%d %H:%M")

    desk(shelf_life="news", relevant_until=SOON.isoformat(), expire_at=shown, **PUBLISH)

    assert AssetPage.objects.get().expire_at == own


@pytest.mark.parametrize("other", ["itself", "same question"])
def test_a_companion_answers_the_other_question(desk, other):
    asset = make_asset(pillar="practical", stage=make_stage("interest"))
    chosen = asset if other == "itself" else make_asset("Same", pillar="practical")

    answer = desk(asset, companion=str(chosen.pk), **PUBLISH)

    assert set(answer.context["form"].errors) == {"companion"}


def test_nothing_live_lacks_a_date():
    asset = make_asset(shelf_life=ShelfLife.NEWS, relevant_until=SOON)

    assert asset.expire_at == last_moment_of(SOON)
