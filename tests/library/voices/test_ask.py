from datetime import date

import pytest
from django.urls import reverse

from audiences.demand import answer, ask
from audiences.models import Demand
from library.voices.asking import asked_for
from tests.factories import NOON, make_stage, make_user

pytestmark = pytest.mark.django_db
ASK = "/library/ask/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


def test_the_search_that_found_nothing_fills_the_form(desk):
    text = desk.get(ASK, {"q": "valve case", "stage": "interest", "pillar": "practical"}).text

    assert 'value="valve case"' in text
    assert '<option value="interest" selected>' in text
    assert '<option value="practical" selected>' in text


def test_a_request_becomes_demand(desk, salesperson):
    said = {"words": "A rail case", "why": "Three ask", "needed_by": "2026-12-01", "stage": "interest"}

    assert desk.post(ASK, said).url == f"{ASK}#asked"

    row = Demand.objects.get()
    assert (row.kind, row.words, row.why, row.by) == ("request", "A rail case", "Three ask", salesperson)
    assert (row.needed_by, row.stage, row.state) == (date(2026, 12, 1), make_stage("interest"), "new")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"words": "", "why": "Three ask"}, "Say in a few words"),
        ({"words": "A rail case", "why": ""}, "Say what you need it for"),
        ({"words": "A rail case", "why": "Three ask", "needed_by": "soon"}, "Write the day as"),
        ({"words": "x" * 301, "why": "Three ask"}, "this has 301"),
        ({"words": "A rail case", "why": "y" * 601}, "this has 601"),
    ],
)
def test_a_request_that_cannot_be_kept_says_why_and_is_not_lost(desk, said, why):
    response = desk.post(ASK, said)

    assert response.status_code == 422
    assert why in response.text
    assert all(value in response.text for value in said.values())
    assert not Demand.objects.exists()


def test_who_means_the_same_stands_together_and_each_sees_the_answer(salesperson, django_assert_num_queries):
    colleague = make_user("Sales")
    first = ask("Rail case", why="One", by=colleague, at=NOON)
    ask("a case, rail", why="Two", by=salesperson, at=NOON)
    ask("Something else", why="Three", by=colleague, at=NOON)
    answer(first.folded, state="planned", said="In December", by=make_user(), at=NOON)

    with django_assert_num_queries(1):
        other, rail = asked_for(by=salesperson)

    assert (other.words, other.is_open, other.is_mine, other.others) == ("Something else", True, False, 1)
    assert (rail.state_in_words, rail.answer, rail.is_mine, rail.others) == ("Planned", "In December", True, 1)
    assert rail.reasons == ["Two", "One"]


def test_who_asks_anew_opens_it_again_and_the_former_answer_stays(salesperson):
    first = ask("Rail case", why="One", by=make_user(), at=NOON)
    answer(first.folded, state="declined", said="Not this year", by=make_user(), at=NOON)
    ask("Rail case", why="It has changed", by=salesperson, at=NOON)

    (wish,) = asked_for(by=salesperson)

    assert (wish.is_open, wish.answer, wish.others) == (True, "Not this year", 1)


def test_me_too_is_one_more_row_and_only_once(desk, salesperson):
    wish = ask("Rail case", why="One", by=make_user(), at=NOON, stage=make_stage("interest"))

    for _ in range(2):
        desk.post(reverse("library:me_too", args=[wish.pk]))

    mine = Demand.objects.get(by=salesperson)
    assert (mine.folded, mine.stage, mine.kind) == (wish.folded, wish.stage, "request")


def test_who_may_not_ask_reads_the_answers(client, executive):
    wish = ask("Rail case", why="One", by=make_user(), at=NOON)
    client.force_login(executive)

    assert "Rail case" in client.get(ASK).text
    assert "I need it too" not in client.get(ASK).text
    assert client.post(ASK, {"words": "x", "why": "y"}).status_code == 403
    assert client.post(reverse("library:me_too", args=[wish.pk])).status_code == 403


def test_an_empty_page_says_what_it_is_for(desk):
    assert "Nobody has asked for anything yet." in desk.get(ASK).text


@pytest.mark.parametrize(
    "address", ["/library/heard/", ASK, "/library/1/tip/", "/library/1/rating/", "/library/tips/1/"]
)
def test_strangers_sign_in_first(client, address):
    assert client.get(address).status_code == 302
    assert client.post(address).status_code == 302


@pytest.mark.parametrize("words", ["???", "_", "\u200b", "—"])
def test_a_request_without_a_word_is_not_thrown_together_with_all_others_like_it(desk, words):
    response = desk.post(ASK, {"words": words, "why": "Three ask"})

    assert response.status_code == 422
    assert "Say in a few words" in response.text
    assert not Demand.objects.exists()
