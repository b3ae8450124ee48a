import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from buying_stages.models import Pillar
from tests.editorial_calendar.makers import make_slot
from tests.factories import make_asset, make_user

pytestmark = pytest.mark.django_db
HOME = "/admin/"


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


@pytest.fixture
def monday():
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def numbers(page):
    """Each number of the panel with its address, by its words."""
    found = re.findall(r'<a href="([^"]+)">(\d+) ([a-z ]+)</a>', page.text)
    return {words: (int(number), unescape(address)) for address, number, words in found}


def test_an_empty_week_says_so_and_offers_the_first_step(desk):
    page = desk.get(HOME)

    assert "Nothing is planned for this week and nothing is overdue." in page.text
    assert numbers(page)["slots this week"][0] == 0


def test_each_number_leads_to_its_rows(desk, monday):
    make_slot("This week", planned_on=monday + timedelta(days=6))
    make_slot("Late", planned_on=monday - timedelta(days=1))
    make_slot("Late and done", planned_on=monday - timedelta(days=1), state="published")
    make_slot("Next week", planned_on=monday + timedelta(days=7))
    make_slot("Undated")
    for pillar in (Pillar.PRACTICAL, Pillar.PRACTICAL, Pillar.ASPIRATIONAL):
        make_asset(pillar=pillar)

    shown = numbers(desk.get(HOME))

    assert {words: number for words, (number, _) in shown.items()} == {
        "slot this week": 1,
        "overdue": 1,
        "aspirational": 1,
        "practical": 2,
    }
    for words, title in [("slot this week", "This week"), ("overdue", "Late")]:
        rows = desk.get(shown[words][1]).context["object_list"]
        assert [slot.working_title for slot in rows] == [title]
    for words in ("aspirational", "practical"):
        number, address = shown[words]
        assert len(desk.get(address).context["results"]) == number


def test_more_slots_than_fit_are_counted_and_linked(desk, monday):
    for _ in range(11):
        make_slot(planned_on=monday, state="published")

    page = desk.get(HOME).text

    assert "See all 11 slots of this week" in page


def test_slots_that_are_all_shown_are_not_offered_again(desk, monday):
    """A slot of this week that is overdue stands above the others, and counts as shown."""
    make_slot("Late", planned_on=timezone.localdate() - timedelta(days=1))
    make_slot("Done", planned_on=monday, state="published")

    assert "See all" not in desk.get(HOME).text


def test_who_may_not_see_slots_sees_no_panel(client):
    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)

    assert 'id="calendar-week' not in client.get(HOME).text


def test_the_home_page_asks_as_many_queries_for_many_slots_as_for_one(
    desk, marketer, monday, django_assert_num_queries, django_assert_max_num_queries
):
    make_slot(planned_on=monday, owner=marketer)
    make_slot(planned_on=monday - timedelta(days=1), owner=marketer)
    desk.get(HOME)
    with django_assert_max_num_queries(60) as few:
        desk.get(HOME)
    for _ in range(5):
        make_slot(planned_on=monday, owner=marketer)
        make_slot(planned_on=monday - timedelta(days=1), owner=marketer)

    with django_assert_num_queries(len(few)):
        desk.get(HOME)
