import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_cms_bears_our_name_and_no_news_of_its_framework(client, marketer):
    assert "<title>Sign in - Touchstone</title>" in client.get(reverse("wagtailadmin_login")).text
    client.force_login(marketer)

    home = client.get(reverse("wagtailadmin_home")).text

    assert "- Touchstone</title>" in home
    assert "touchstone-mark" in home
    assert "whats-new" not in home
    assert '"data-w-dismissible-id-value": "editor-guide"' not in home


def test_what_is_not_in_the_cms_leads_back_to_it(client, marketer):
    client.force_login(marketer)

    page = client.get("/admin/nowhere/")

    assert page.status_code == 404
    assert "There is no such page in the CMS" in page.text


def test_marketers_find_their_work_before_its_vocabulary(client, marketer):
    client.force_login(marketer)

    menu = client.get(reverse("wagtailadmin_home")).text

    addresses = ["/admin/calendar/", "/library/", "/admin/leads/", "/admin/deals/", "/admin/buying_stages/"]
    places = [menu.index(f'"url": "{address}"') for address in [*addresses, "/admin/topics/", "/admin/images/"]]
    assert places == sorted(places)
