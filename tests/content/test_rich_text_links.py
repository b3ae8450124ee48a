import pytest

from tests.factories import make_asset

pytestmark = pytest.mark.django_db


def link_to(page):
    return f'<p>Read <a linktype="page" id="{page.pk}">this</a> first.</p>'


def test_a_link_to_a_live_asset_leads_there(client):
    target = make_asset("Target")

    text = client.get(make_asset("Source", text=link_to(target)).url).text

    assert f'<a href="{target.url}">this</a>' in text


def test_the_address_of_a_draft_is_not_printed(client):
    target = make_asset("A secret plan", live=False)

    text = client.get(make_asset("Source", text=link_to(target)).url).text

    assert "this" in text
    assert "a-secret-plan" not in text
