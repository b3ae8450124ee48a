"""Rule 9 of the product: every page explains itself with zero rows."""

import pytest
from django.urls import reverse

from tests.factories import make_user

LISTS = {
    "slots": "A slot is a planned place",
    "lead": "A reader becomes a lead",
    "account": "An account is a company",
    "deal": "When a deal is won",
    "personas": "A persona is a reader we write for",
    "industries": "An industry is a line of business",
    "demand": "Nobody has missed anything yet",
    "field_notes": "A field note is one point",
    "experts": "An expert is a person with ideas",
    "interviews": "An interview is a conversation",
    "topics": "A topic is a subject",
    "touches": "A touch appears here",
    "usefulness": "Nobody has said yet whether a piece was useful",
    "following": "Nobody follows a topic yet",
    "letters": "No mail was written yet",
    "erasures": "Nobody was erased yet",
    "answers": "No form was filled in yet",
    "bad_rows": "Events that the collector can never store",
}

READ_ONLY = {"demand", "touches", "usefulness", "following", "letters", "erasures", "answers", "bad_rows"}


@pytest.fixture
def admin(client, db):
    client.force_login(make_user(is_superuser=True))
    return client


@pytest.mark.parametrize(("name", "words"), LISTS.items())
def test_a_list_in_the_cms_explains_itself_with_zero_rows(admin, name, words):
    page = admin.get(reverse(f"{name}:index"))

    assert not page.context["object_list"]
    assert words in page.text
    assert ("Add the first" in page.text) is (name not in READ_ONLY)


@pytest.mark.parametrize("name", ["lead", "deal", "personas"])
def test_a_search_without_result_speaks_of_the_search(admin, name):
    assert LISTS[name] not in admin.get(reverse(f"{name}:index"), {"q": "nobody"}).text
