"""Publishing without a pillar or a stage is refused alike by every way there is; the draft is kept."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import APIToken
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from content.models import AssetPage, InsightsPage
from tests.factories import make_asset, make_stage

pytestmark = pytest.mark.django_db

MISSING = [{"pillar": ""}, {"stage": None}]


def draft_without(missing):
    """A draft as the editor keeps it: saved whole, with one thing still missing."""
    asset = make_asset("Half a thought", live=False)
    for name, value in missing.items():
        setattr(asset, name, value)
    asset.save_revision(clean=False)
    asset.save(clean=False)
    return asset


def form(**fields):
    return nested_form_data(
        {
            "title": "Half a thought",
            "slug": "half-a-thought",
            "summary": "In short",
            "pillar": "practical",
            "stage": str(make_stage().pk),
            "format": "article",
            "shelf_life": "evergreen",
            "review_by": "2030-01-31",
            "for_everyone": "on",
            "placement_reason": "A test says so.",
            "topics": "",
            "body": streamfield([]),
            "asset_experts": inline_formset([]),
            "comments": inline_formset([]),
            **fields,
        }
    )


@pytest.mark.parametrize("missing", MISSING, ids=str)
def test_from_code(missing):
    asset = draft_without(missing)

    with pytest.raises(ValidationError) as refused:
        asset.get_latest_revision().publish()

    assert set(refused.value.message_dict) == set(missing)
    assert not AssetPage.objects.get(pk=asset.pk).live


@pytest.mark.parametrize("missing", MISSING, ids=str)
def test_in_the_editor(client, marketer, missing):
    client.force_login(marketer)
    address = reverse("wagtailadmin_pages:add", args=["content", "assetpage", InsightsPage.objects.get().pk])
    emptied = dict.fromkeys(missing, "")

    refused = client.post(address, form(**emptied, **{"action-publish": "action-publish"}))
    kept = client.post(address, form(**emptied))

    assert refused.status_code == 200
    said = refused.context["form"].errors
    assert set(said) == set(missing)
    assert all(str(words[0]).startswith("Choose a ") for words in said.values())
    assert kept.status_code == 302
    assert AssetPage.objects.get().live is False


def test_a_whole_asset_is_published_in_the_editor(client, marketer):
    client.force_login(marketer)
    address = reverse("wagtailadmin_pages:add", args=["content", "assetpage", InsightsPage.objects.get().pk])

    response = client.post(address, form(**{"action-publish": "action-publish"}))

    assert response.status_code == 302
    assert AssetPage.objects.get().live


@pytest.mark.urls("tests.content.api_urls")
@pytest.mark.parametrize("missing", MISSING, ids=str)
def test_by_wagtails_own_api(client, marketer, missing):
    asset = draft_without(missing)
    _, token = APIToken.create_token(user=marketer, name="a script of theirs")

    response = client.post(
        f"/api/v3/pages/{asset.pk}/actions/publish/",
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )

    assert 400 <= response.status_code < 500
    assert f"Choose a {'pillar' if 'pillar' in missing else 'buying stage'}" in response.text
    assert not AssetPage.objects.get(pk=asset.pk).live
