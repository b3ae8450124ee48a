"""Entering the CMS is not yet a right to read what is not published."""

import pytest
from django.urls import reverse

from tests.factories import make_asset

pytestmark = pytest.mark.django_db
QUESTION = "/admin/bulk/wagtailcore/page/delete/"
CHOOSER = "/admin/choose-page/"


def titles_in(page):
    return [word for word in ("Shown piece", "Hidden piece") if word in page.text]


@pytest.fixture
def pieces(search_index):
    return make_asset("Shown piece"), make_asset("Hidden piece", live=False)


def test_a_bulk_action_names_nothing_to_those_who_edit_no_pages(client, salesperson, pieces):
    client.force_login(salesperson)

    page = client.get(QUESTION, {"id": [piece.pk for piece in pieces]}, headers={"X-Requested-With": "XMLHttpRequest"})

    assert (page.status_code, titles_in(page)) == (403, [])


def test_a_bulk_action_asks_those_who_edit_pages(client, marketing_lead, pieces):
    client.force_login(marketing_lead)

    page = client.get(QUESTION, {"id": [piece.pk for piece in pieces]})

    assert (page.status_code, titles_in(page)) == (200, ["Shown piece", "Hidden piece"])


@pytest.mark.parametrize("kind", ["content/assetimage", "content/assetdocument", "users/user"])
def test_a_bulk_action_on_anything_else_is_shut_to_those_without_the_right(client, salesperson, kind):
    client.force_login(salesperson)

    answer = client.get(f"/admin/bulk/{kind}/delete/", {"id": 1}, headers={"X-Requested-With": "XMLHttpRequest"})

    assert answer.status_code == 403


def test_a_bulk_action_on_what_does_not_exist_is_not_found(client, marketer):
    client.force_login(marketer)

    assert client.get("/admin/bulk/no/such/delete/").status_code == 404


@pytest.mark.parametrize(
    ("who", "found"), [("salesperson", ["Shown piece"]), ("marketer", ["Shown piece", "Hidden piece"])]
)
def test_the_page_chooser_finds_what_its_user_may_see(client, request, pieces, who, found):
    client.force_login(request.getfixturevalue(who))
    shelf = pieces[0].get_parent()

    assert titles_in(client.get(f"{CHOOSER}search/", {"q": "piece"})) == found
    assert titles_in(client.get(reverse("wagtailadmin_choose_page_child", args=[shelf.pk]))) == found
