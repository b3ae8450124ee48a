import pytest
from django.urls import reverse

from content.models import AssetExpert, AssetPage
from tests.factories import make_asset, make_expert, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    """An asset of one stage, whose draft says another and names an expert."""
    asset = make_asset(stage=make_stage("epiphany"))
    asset.stage = make_stage("purchase")
    asset.asset_experts.add(AssetExpert(expert=make_expert()))
    asset.save_revision()
    return AssetPage.objects.get()


def test_a_draft_outlives_the_stage_and_the_expert_that_only_it_names(client, marketer, draft):
    make_stage("purchase").delete()
    make_expert().delete()
    client.force_login(marketer)

    page = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    shown = page.context["form"].instance
    assert page.status_code == 200
    assert shown.stage == make_stage("epiphany")
    assert not shown.asset_experts.exists()


def test_such_a_draft_can_be_published(draft):
    make_stage("purchase").delete()
    make_expert().delete()

    draft.get_latest_revision().publish()

    assert AssetPage.objects.get().stage == make_stage("epiphany")


def test_a_draft_keeps_what_is_still_there(draft):
    opened = draft.get_latest_revision_as_object()

    assert opened.stage == make_stage("purchase")
    assert [row.expert for row in opened.asset_experts.all()] == [make_expert()]
