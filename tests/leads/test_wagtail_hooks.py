import pytest
from django.urls import reverse

from content.models import AssetPage
from leads.models import FormAnswer
from tests.factories import NOON, make_asset, make_lead, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    client.force_login(make_user(is_superuser=True))
    return client


@pytest.mark.parametrize("way", ["one by one", "in bulk"])
def test_what_somebody_gave_details_for_is_not_deleted(admin, way):
    """They may have said no to being remembered, so that there is no touch."""
    asset = make_asset("The price of a second source", gated=True)
    FormAnswer.objects.create(lead=make_lead(), asset=asset, at=NOON)
    shelf = reverse("wagtailadmin_explore", args=[asset.get_parent().pk])
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    one = reverse("wagtailadmin_pages:delete", args=[asset.pk])

    response = admin.post(one if way == "one by one" else f"{bulk}?id={asset.pk}&next={shelf}", follow=True)

    assert response.status_code == 200
    assert "Nothing was deleted: readers gave their details for “The price of a second source”" in response.text
    assert AssetPage.objects.exists()
