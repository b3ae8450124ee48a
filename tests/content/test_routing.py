"""Addresses lead where Wagtail would lead them, in fewer questions."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site

from content.models import AssetPage, HomePage, InsightsPage
from tests.factories import make_asset

pytestmark = pytest.mark.django_db


def private(page, **fields):
    fields.setdefault("restriction_type", PageViewRestriction.LOGIN)
    return PageViewRestriction.objects.create(page=page, **fields)


def status(client, address, **headers):
    return client.get(address, headers=headers).status_code


@pytest.mark.parametrize("address", ["/", "/insights/", "/insights/a-piece/"])
def test_pages_stand_where_they_stand(client, address):
    make_asset("A piece")

    assert status(client, address) == 200


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere/",
        "/insights/nowhere/",
        "/a-piece/",
        "/insights/a-piece/more/",
        "/insights//a-piece/x/",
        "/INSIGHTS/",
        "/%00/",
    ],
)
def test_nothing_stands_elsewhere(client, address):
    make_asset("A piece")

    assert status(client, address) == 404


@pytest.mark.parametrize("address", ["/insights/a-piece", "/insights"])
def test_a_forgotten_slash_is_added(client, address):
    make_asset("A piece")

    assert client.get(address).headers["Location"] == address + "/"


def test_an_address_written_in_percents_is_the_same(client):
    make_asset("A piece")

    assert status(client, "/%69nsights/a%2Dpiece/") == 200


def test_a_draft_has_no_page(client):
    assert status(client, make_asset("A draft", live=False).url) == 404


@pytest.mark.parametrize("where", ["itself", "above"])
def test_what_is_private_asks_who_comes(client, marketing_lead, where):
    asset = make_asset("A piece")
    private(asset if where == "itself" else asset.get_parent())

    assert client.get(asset.url).status_code == 302


def test_a_password_is_asked_for_and_opens(client):
    shelf = InsightsPage.objects.get()
    asked = private(shelf, restriction_type=PageViewRestriction.PASSWORD, password="sesame")

    assert "password" in client.get(shelf.url).content.decode()
    client.post(f"/_util/authenticate_with_password/{asked.pk}/{shelf.pk}/", {"password": "sesame", "return_url": "/"})
    assert "standfirst" in client.get(shelf.url).content.decode() or status(client, shelf.url) == 200


def test_an_alias_is_as_private_as_what_it_repeats(client):
    """Under an open page, so only what it repeats can tell."""
    hidden = HomePage.objects.get().add_child(instance=InsightsPage(title="Hidden", slug="hidden"))
    private(hidden)
    alias = hidden.create_alias(parent=Page.objects.get(pk=HomePage.objects.get().pk), update_slug="open")

    assert status(client, alias.url) == 302


def test_another_host_has_its_own_pages(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_asset("A piece")
    root = Page.objects.get(depth=1)
    other = root.add_child(instance=InsightsPage(title="Theirs", slug="theirs", locale=Locale.get_default()))
    Site.objects.create(hostname="theirs.example", root_page=other)

    assert "Theirs" in client.get("/", headers={"host": "theirs.example"}).content.decode()
    assert status(client, "/insights/a-piece/", host="theirs.example") == 404
    assert status(client, "/insights/a-piece/", host="unknown.example") == 200


def test_what_the_router_calls_open_is_what_everything_else_calls_visible():
    at = timezone.now()
    seen = make_asset("Seen")
    make_asset("A draft", live=False)
    AssetPage.objects.filter(pk=make_asset("Past").pk).update(expire_at=at)
    private(make_asset("Private"))
    nobody = AnonymousUser()

    for shelf_is_private in (False, True):
        if shelf_is_private:
            private(InsightsPage.objects.get())
        visible = set(AssetPage.objects.visible_to(nobody, at=at))
        assert set(AssetPage.objects.open_to(nobody, at=at)) == visible == (set() if shelf_is_private else {seen})
        assert set(AssetPage.open_to(nobody, at=at)) == visible
