import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.urls import reverse

from audiences.models import Demand
from tests.audiences.makers import make_industry, make_request, make_search
from tests.factories import NOON, make_stage, make_user

LIST = "demand:index"


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


@pytest.fixture
def asked(db):
    """Two people want one thing, one of them a second thing."""
    first, second = make_user(username="sam", first_name="Sam"), make_user()
    make_search("Supplier risk", by=first, stage=make_stage(), industry=make_industry())
    make_search("supplier risk", by=second, at=NOON + timedelta(days=1))
    make_request("risk of the supplier", by=first, at=NOON + timedelta(days=2), why="=A bid")
    make_search("tariffs", by=second)


def rows(response):
    return {str(row): row for row in response.context["object_list"]}


def test_each_wish_stands_once_with_what_it_comes_to(desk, asked):
    listed = rows(desk.get(reverse(LIST)))

    assert list(listed) == ["risk of the supplier", "tariffs"]
    row = listed["risk of the supplier"]
    assert (row.people, row.searches, row.requests) == (2, 2, 1)
    assert row.last_at == NOON + timedelta(days=2)


def test_a_wish_stays_if_one_who_asked_said_so(desk, asked):
    for filters in (
        {"kind": "request"},
        {"stage": make_stage().pk},
        {"industry": make_industry().pk},
        {"standing": "new", "q": "risk"},
    ):
        assert list(rows(desk.get(reverse(LIST), filters))) == ["risk of the supplier"], filters


def test_wishes_are_ordered_by_what_they_come_to(desk, asked):
    assert list(rows(desk.get(reverse(LIST), {"ordering": "people"}))) == ["tariffs", "risk of the supplier"]


def test_the_list_asks_as_much_for_thirty_as_for_one(desk, salesperson, django_assert_max_num_queries):
    for number in range(30):
        make_search(f"{number} wishes", by=salesperson, stage=make_stage(), industry=make_industry(f"I {number}"))
    desk.get(reverse(LIST))

    with django_assert_max_num_queries(16):
        assert len(desk.get(reverse(LIST)).context["object_list"]) == 30


def test_the_download_runs_no_formula(desk, asked):
    response = desk.get(reverse(LIST), {"export": "csv"})

    cells = list(csv.DictReader(StringIO(b"".join(response.streaming_content).decode())))
    assert [row["Why"] for row in cells] == ["'=A bid", ""]
    assert [row["People"] for row in cells] == ["2", "1"]


def test_the_answer_is_for_all_who_asked(desk, marketer, asked):
    latest = Demand.objects.filter(folded="risk supplier").latest("pk")
    address = reverse("demand:edit", args=[latest.pk])

    page = desk.get(address)
    assert "Asked for 3 times, by 2 people" in page.text
    assert "=A bid" in page.text
    response = desk.post(address, {"state": "planned", "answer": "In May."}, follow=True)

    assert "asked for 3 times: planned" in response.text
    answered = Demand.objects.filter(folded="risk supplier")
    assert set(answered.values_list("state", "answer", "answered_by")) == {("planned", "In May.", marketer.pk)}
    assert Demand.objects.get(words="tariffs").state == Demand.State.NEW
    assert list(rows(desk.get(reverse(LIST), {"standing": "planned"}))) == ["risk of the supplier"]


def test_a_wish_is_not_declined_without_a_word(desk, asked):
    row = Demand.objects.get(words="tariffs")

    response = desk.post(reverse("demand:edit", args=[row.pk]), {"state": "declined", "answer": " "})

    assert "Say why it is not planned" in response.text
    assert Demand.objects.get(words="tariffs").state == Demand.State.NEW


def test_a_marketing_lead_may_have_a_wish_forgotten(client, marketing_lead, asked):
    client.force_login(marketing_lead)
    latest = Demand.objects.filter(folded="risk supplier").latest("pk")
    address = reverse("demand:delete", args=[latest.pk])

    assert "all 3 times" in client.get(address).text
    client.post(address)

    assert list(Demand.objects.values_list("words", flat=True)) == ["tariffs"]


@pytest.mark.parametrize(("who", "opens"), [("marketer", True), ("executive", True), ("salesperson", False)])
def test_who_may_look(client, request, who, opens):
    client.force_login(request.getfixturevalue(who))

    assert (client.get(reverse(LIST)).status_code == 200) is opens


def test_executives_look_and_do_not_answer(client, executive, asked):
    client.force_login(executive)

    address = reverse("demand:edit", args=[Demand.objects.first().pk])

    assert client.get(address).status_code == 302
    assert address not in client.get(reverse(LIST)).text
