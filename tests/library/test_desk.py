import pytest
from django.urls import reverse

from tests.factories import make_asset, make_user

pytestmark = pytest.mark.django_db
SEARCH = "/library/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


@pytest.mark.parametrize("address", [SEARCH, "/library/1/"])
def test_strangers_sign_in_first_and_come_back(client, address):
    response = client.get(address)

    assert response.status_code == 302
    assert response.url == f"{reverse('wagtailadmin_login')}?next={address}"


@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 21, "9" * 5000])
def test_a_number_that_no_asset_has_is_not_found(desk, number):
    assert desk.get(f"{SEARCH}{number}/").status_code == 404


@pytest.mark.parametrize("address", [SEARCH, "/library/1/"])
def test_who_may_not_use_the_library_is_told_so(client, address):
    client.force_login(make_user())

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("signed_in", [True, False])
def test_no_cache_keeps_a_page_of_the_library(client, salesperson, signed_in):
    asset = make_asset()
    if signed_in:
        client.force_login(salesperson)

    for address in (SEARCH, reverse("library:asset", args=[asset.pk])):
        assert {"no-store", "private"} <= set(client.get(address).headers["Cache-Control"].split(", "))


def test_no_page_of_the_library_carries_inline_script_or_style(desk):
    asset = make_asset("Valves")

    for page in (desk.get(SEARCH), desk.get(reverse("library:asset", args=[asset.pk]))):
        assert " style=" not in page.text
        assert "<script>" not in page.text
        assert " onclick" not in page.text
