from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import AssetPage
from editorial_calendar.models import Slot
from tests.editorial_calendar.makers import make_slot
from tests.factories import make_asset, make_user

pytestmark = pytest.mark.django_db
MONTH = "/admin/calendar/"
JSON = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


def test_an_empty_calendar_says_what_it_is_for_and_the_first_step(desk):
    page = desk.get(MONTH)

    assert page.status_code == 200
    assert "The calendar is where work in motion stands" in page.text
    assert f'href="{reverse("slots:add")}?planned_on={timezone.localdate():%Y-%m-%d}"' in page.text


def test_the_month_is_readable_without_a_script(desk, marketer):
    marketer.first_name, marketer.last_name = "Mara", "Holm"
    marketer.save()
    slot = make_slot(
        "Second sources", planned_on=date(2026, 11, 27), pillar="practical", state="review", owner=marketer
    )
    make_slot("Next month", planned_on=date(2026, 12, 1))

    page = desk.get(MONTH, {"month": "2026-11"}).text

    assert "Friday 27 November" in page
    assert f'<a href="{reverse("slots:edit", args=[slot.pk])}">Second sources</a>' in page
    assert "In review, Mara Holm" in page
    assert "Next month" not in page
    assert 'href="?month=2026-10"' in page
    assert 'href="?month=2026-12"' in page


@pytest.mark.parametrize("month", ["2026-13", "x", "\x00", "<b>", "9999-99"])
def test_a_month_that_is_none_gives_this_one_with_a_note(desk, month):
    page = desk.get(MONTH, {"month": month})

    assert page.status_code == 200
    assert "is not a month, so this is" in page.text
    assert "<b>" not in page.text


def test_the_backlog_stands_beside_the_month_with_a_form_to_date_each(desk):
    slot = make_slot("Undated")

    page = desk.get(MONTH).text

    assert "Undated" in page
    assert f'action="{reverse("calendar:move", args=[slot.pk])}"' in page


def test_the_form_without_a_script_dates_a_slot_and_comes_back_to_its_month(desk):
    slot = make_slot("Undated")

    response = desk.post(reverse("calendar:move", args=[slot.pk]), {"to": "2027-02-03", "believed": ""}, follow=True)

    assert response.redirect_chain == [(f"{MONTH}?month=2027-02", 302)]
    assert "Moved to 3 February" in response.text
    assert Slot.objects.get().planned_on == date(2027, 2, 3)


def move(desk, slot, **fields):
    return desk.post(reverse("calendar:move", args=[slot.pk]), fields, headers=JSON)


def test_a_dragged_slot_moves_and_the_answer_says_where_to(desk):
    slot = make_slot(planned_on=date(2026, 11, 27))

    answer = move(desk, slot, to="2031-12-04", believed="2026-11-27")

    assert answer.status_code == 200
    assert answer.json() == {"message": "Moved to 4 December 2031.", "planned_on": "2031-12-04"}


def test_a_move_that_comes_too_late_is_refused_with_who_and_where(desk, marketing_lead):
    marketing_lead.first_name, marketing_lead.last_name = "Lea", "Holm"
    marketing_lead.save()
    slot = make_slot(planned_on=date(2026, 11, 27))
    desk.force_login(marketing_lead)
    move(desk, slot, to="2031-11-30", believed="2026-11-27")

    answer = move(desk, slot, to="2026-12-04", believed="2026-11-27")

    assert answer.status_code == 409
    assert answer.json()["message"].startswith("Lea Holm moved it to 30 November 2031 in the meantime")
    assert answer.json()["planned_on"] == "2031-11-30"


@pytest.mark.parametrize("to", ["yesterday", "2026-02-30", "0026-01-01", "\x00"])
def test_a_day_that_is_none_is_refused(desk, to):
    slot = make_slot(planned_on=date(2026, 11, 27))

    answer = move(desk, slot, to=to, believed="2026-11-27")

    assert answer.status_code == 400
    assert Slot.objects.get().planned_on == date(2026, 11, 27)


def test_who_may_only_look_cannot_move_and_is_offered_no_form(client, salesperson):
    slot = make_slot(planned_on=date(2026, 11, 27))
    undated = make_slot("Undated")
    client.force_login(salesperson)

    assert move(client, slot, to="2026-12-04", believed="2026-11-27").status_code == 403
    page = client.get(MONTH, {"month": "2026-11"}).text
    assert reverse("calendar:move", args=[undated.pk]) not in page
    assert reverse("slots:edit", args=[slot.pk]) not in page
    items = client.get(f"{MONTH}items/", {"first": "2026-11-01", "last": "2026-11-30"}).json()["items"]
    assert [(item["movable"], item["address"]) for item in items] == [(False, "")]


@pytest.mark.parametrize("address", [MONTH, f"{MONTH}items/?first=2026-11-01&last=2026-11-30"])
def test_the_calendar_is_only_for_those_who_may_see_slots(client, address):
    assert client.get(address).status_code == 302

    outsider = make_user()
    client.force_login(outsider)
    assert client.get(address).status_code in (302, 403)


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_a_post_moves(desk, method):
    slot = make_slot()

    assert getattr(desk, method)(reverse("calendar:move", args=[slot.pk])).status_code == 405


def test_the_script_gets_slots_to_drag_and_live_dates_to_look_at(desk):
    slot = make_slot("Second sources", planned_on=date(2026, 3, 27), pillar="practical")
    asset = make_asset("Live")

    items = desk.get(f"{MONTH}items/", {"first": "2026-03-01", "last": "2026-03-31"}).json()["items"]

    assert [(item["id"], item["on"], item["label"], item["movable"], item["address"]) for item in items] == [
        (f"live-{asset.pk}", "2026-03-19", "Went live", False, reverse("wagtailadmin_pages:edit", args=[asset.pk])),
        (f"slot-{slot.pk}", "2026-03-27", "Idea", True, reverse("slots:edit", args=[slot.pk])),
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("", ""),
        ("2026-11-01", ""),
        ("x", "y"),
        ("2026-11-30", "2026-11-01"),
        ("2026-01-01", "2026-12-31"),
        ("\x00", "1"),
        ("9999-12-01", "9999-12-31"),
        ("0001-01-01", "0001-01-02"),
    ],
)
def test_a_range_that_is_none_is_refused_in_words(desk, first, last):
    answer = desk.get(f"{MONTH}items/", {"first": first, "last": last})

    assert answer.status_code == 400
    assert answer.json()["message"].endswith(".")


def test_pages_ask_the_same_number_of_queries_for_few_and_for_many(
    desk, marketer, django_assert_max_num_queries, django_assert_num_queries
):
    def both():
        desk.get(MONTH, {"month": "2026-03"})
        desk.get(f"{MONTH}items/", {"first": "2026-03-01", "last": "2026-03-31"})

    def fill(number):
        make_slot(planned_on=date(2026, 3, 3), owner=marketer, asset=make_asset(f"Asset {number}"))
        make_slot(owner=marketer)

    fill(0)
    both()
    with django_assert_max_num_queries(45) as few:
        both()
    for number in range(1, 7):
        fill(number)

    with django_assert_num_queries(len(few)):
        both()


def test_the_month_holds_to_the_strict_policy(desk):
    make_slot(planned_on=timezone.localdate())

    page = desk.get(MONTH)

    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    main = page.text[page.text.index('id="calendar-page"') :]
    assert " style=" not in main
    assert "onclick" not in main


def test_a_clicked_day_stands_in_the_form_already(desk, marketer):
    page = desk.get(reverse("slots:add"), {"planned_on": "2026-12-04"})

    assert page.context["form"].initial == {"owner": marketer, "planned_on": date(2026, 12, 4)}
    assert desk.get(reverse("slots:add"), {"planned_on": "x"}).status_code == 200


def test_an_expiring_asset_leads_to_its_page_and_cannot_be_dragged(desk):
    asset = make_asset("Ends")
    AssetPage.objects.filter(pk=asset.pk).update(expire_at=timezone.now() + timedelta(days=1))
    day = (timezone.localdate() + timedelta(days=1)).isoformat()

    (item,) = desk.get(f"{MONTH}items/", {"first": day, "last": day}).json()["items"]

    assert (item["kind"], item["label"], item["movable"]) == ("expires", "Expires", False)
