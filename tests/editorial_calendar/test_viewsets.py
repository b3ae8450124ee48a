from datetime import date

import pytest
from django.urls import reverse

from tests.editorial_calendar.makers import make_slot
from tests.factories import make_asset, make_stage

pytestmark = pytest.mark.django_db
SLOTS = "/admin/slots/"


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


def titles(page):
    return [slot.working_title for slot in page.context["object_list"]]


def test_slots_are_listed_with_few_queries(desk, marketer, django_assert_num_queries, django_assert_max_num_queries):
    make_slot(owner=marketer, stage=make_stage())
    desk.get(SLOTS)
    with django_assert_max_num_queries(25) as few:
        desk.get(SLOTS)
    for _ in range(6):
        make_slot(owner=marketer, stage=make_stage(), planned_on=date(2026, 11, 27))

    with django_assert_num_queries(len(few)):
        desk.get(SLOTS)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": ["planned", "ready"]}, ["One", "Two"]),
        ({"pillar": "practical"}, ["Two"]),
        ({"planned_on_from": "2026-11-28"}, ["Two"]),
        ({"backlog": "true"}, ["Three"]),
        ({"q": "two"}, ["Two"]),
        ({"q": "castings"}, ["One"]),
    ],
)
def test_slots_are_narrowed(desk, asked, found):
    make_slot("One", state="planned", planned_on=date(2026, 11, 27), idea="About castings.")
    make_slot("Two", state="ready", planned_on=date(2026, 11, 28), pillar="practical")
    make_slot("Three")

    assert titles(desk.get(SLOTS, asked)) == found


def test_owners_are_offered_by_the_names_that_colleagues_know(desk, marketer):
    marketer.first_name, marketer.last_name = "Maya", "Lindqvist"
    marketer.save()
    make_slot(owner=marketer)

    for screen in (reverse("slots:add"), SLOTS):
        assert "Maya Lindqvist</option>" in desk.get(screen).text


@pytest.mark.parametrize(("day", "month"), [("2026-12-04", "?month=2026-12"), ("", "")])
def test_a_new_slot_is_shown_in_its_month(desk, day, month):
    form = {"working_title": "One", "planned_on": day, "state": "idea", "idea": "", "asset": ""}

    response = desk.post(reverse("slots:add"), form)

    assert response.url == reverse("calendar:index") + month


def test_slots_are_exported_with_names_rather_than_numbers(desk, marketer):
    make_slot("One", state="review", stage=make_stage("interest"), owner=marketer, planned_on=date(2026, 11, 27))

    exported = b"".join(desk.get(SLOTS, {"export": "csv"}).streaming_content).decode()

    assert "One,2026-11-27,In review" in exported
    assert "Interest" in exported
    assert "marketer" in exported


def test_no_spreadsheet_runs_what_a_slot_is_called(desk):
    make_slot("=1+1", asset=make_asset("@SUM(A1)"))

    exported = b"".join(desk.get(SLOTS, {"export": "csv"}).streaming_content).decode()

    assert "'=1+1" in exported
    assert "'@SUM(A1)" in exported


def test_the_menu_offers_the_month_first_and_only_to_those_who_may_see_it(desk, client, rf, marketer):
    menu = desk.get(reverse("wagtailadmin_home")).text

    assert menu.index("/admin/calendar/") < menu.index("/admin/slots/")


@pytest.mark.parametrize(("action", "allowed"), [("index", True), ("add", False), ("edit", False), ("delete", False)])
def test_salespeople_look_and_do_not_touch(client, salesperson, action, allowed):
    slot = make_slot()
    client.force_login(salesperson)
    arguments = [slot.pk] if action in ("edit", "delete") else []

    response = client.get(reverse(f"slots:{action}", args=arguments))

    assert (response.status_code == 200) is allowed
