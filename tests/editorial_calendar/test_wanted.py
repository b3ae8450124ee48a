from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audiences.models import Demand, Persona
from editorial_calendar.models import Slot
from tests.audiences.makers import make_field_note, make_industry, make_request, make_search
from tests.factories import make_stage, make_user

LIST, ADD = "wanted:index", "slots:add"


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


@pytest.fixture
def asked(salesperson):
    """Two people looked for one thing just now; one of them says what for."""
    now = timezone.now()
    make_search("supplier audits", by=make_user(), at=now)
    return make_request(
        "Supplier audits",
        by=salesperson,
        at=now,
        why="Two bids ask for it.",
        needed_by=date(2090, 5, 3),
        stage=make_stage("short-list"),
        pillar="practical",
        industry=make_industry(),
        persona=Persona.objects.create(name="Buyer", slug="buyer", questions="Who checks?\nWho pays?"),
    )


def answers(**fields):
    return {"working_title": "Audits", "state": "planned", "pillar": "", "planned_on": "", "idea": ""} | fields


def test_what_was_just_searched_for_in_vain_is_a_gap(desk, salesperson):
    make_search("supplier audits", by=salesperson, at=timezone.now())

    page = desk.get(reverse(LIST))

    assert [wish.words for wish in page.context["wishes"]] == ["supplier audits"]
    assert f"?demand={Demand.objects.get().pk}" in page.text


def test_a_gap_says_who_wants_it_and_what_for(desk, asked):
    page = desk.get(reverse(LIST))

    (wish,) = page.context["wishes"]
    assert (wish.people, wish.searches, wish.requests) == (2, 1, 1)
    for words in ("Two bids ask for it.", "Needed by 3 May 2090", "Short list", "Practical", "Buyer", "Food and drink"):
        assert words in page.text


def test_what_was_asked_for_long_ago_or_is_answered_is_no_gap(desk, salesperson):
    make_search("old", by=salesperson, at=timezone.now() - timedelta(days=91))
    make_search("answered", by=salesperson, at=timezone.now())
    Demand.objects.filter(words="answered").update(state="declined")

    assert "Nothing was asked for in vain" in desk.get(reverse(LIST)).text


def test_planning_it_begins_with_all_that_is_known(desk, asked, salesperson):
    make_field_note(
        "Audits cost us\ntwo weeks.", by=salesperson, industry=make_industry(), stage=make_stage("short-list")
    )
    make_field_note("Of something else.", by=salesperson, industry=make_industry("Steel"))

    form = desk.get(reverse(ADD), {"demand": asked.pk}).context["form"]

    assert form["working_title"].value() == "Supplier audits"
    assert form["stage"].value() == make_stage("short-list").pk
    assert (form["pillar"].value(), form["planned_on"].value()) == ("practical", date(2090, 5, 3))
    assert form["idea"].value().splitlines() == [
        "“Supplier audits”: 1 search that found nothing and 1 request, by 2 people.",
        "What for: Two bids ask for it.",
        "Needed by 3 May 2090.",
        "For: Buyer, Food and drink.",
        "They ask: Who checks?",
        "They ask: Who pays?",
        "Heard from buyers: Audits cost us two weeks.",
    ]


def test_the_form_carries_what_it_is_planned_for(desk, asked):
    assert f'name="demand" value="{asked.pk}"' in desk.get(reverse(ADD), {"demand": asked.pk}).text


def test_a_planned_slot_tells_all_who_asked(desk, asked, marketer):
    desk.post(reverse(ADD), answers(demand=asked.pk, planned_on="2090-05-03"))

    assert Slot.objects.get().working_title == "Audits"
    said = "Planned for 3 May 2090: “Audits”."
    assert set(Demand.objects.values_list("state", "answer", "answered_by")) == {("planned", said, marketer.pk)}
    assert desk.get(reverse(LIST)).context["wishes"] == []


@pytest.mark.parametrize("demand", ["", "999999", "x", "9" * 40, "-1", "٣"])
def test_a_wish_that_is_gone_stops_no_slot(desk, asked, demand):
    assert desk.get(reverse(ADD), {"demand": demand}).status_code == 200
    desk.post(reverse(ADD), answers(demand=demand))

    assert Slot.objects.count() == 1
    assert Demand.objects.filter(state="new").count() == 2


def test_changing_a_slot_asks_for_no_wish(desk):
    slot = Slot.objects.create(working_title="Audits")

    assert 'name="demand"' not in desk.get(reverse("slots:edit", args=[slot.pk])).text


def test_many_gaps_cost_no_more_queries_than_few(desk, salesperson, django_assert_num_queries):
    now, stage, industry = timezone.now(), make_stage(), make_industry()
    make_search("0 things", by=salesperson, at=now, stage=stage, industry=industry)
    desk.get(reverse(LIST))
    with django_assert_num_queries(11) as few:
        desk.get(reverse(LIST))
    for number in range(1, 20):
        make_search(f"{number} things", by=salesperson, at=now, stage=stage, industry=industry)

    with django_assert_num_queries(len(few)):
        assert len(desk.get(reverse(LIST)).context["wishes"]) == 20


def test_executives_look_and_sales_asks_elsewhere(client, executive, salesperson, asked):
    client.force_login(executive)
    assert "Plan this" not in client.get(reverse(LIST)).text

    client.force_login(salesperson)
    assert client.get(reverse(LIST)).status_code in (302, 403)


def test_the_home_page_says_how_much_is_wanted(desk, asked):
    assert "1 thing asked for, and not there" in desk.get(reverse("wagtailadmin_home")).text
