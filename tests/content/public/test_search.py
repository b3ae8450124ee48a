import re
import time

import pytest
from django.urls import reverse

from content.models import Expert
from content.public import views
from tests.content.makers import accessible, page_of
from tests.factories import make_asset, make_expert

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_slots")]

SEARCH = "/search/"


def answer_to(client, words, **more):
    response = client.get(SEARCH, {"q": words, **more})
    assert response.status_code == 200
    return response


def titles(response):
    return [asset.title for asset, _ in response.context["found"]]


@pytest.fixture
def index(search_index):
    """An index that follows each save."""


def test_before_the_first_word_there_are_ways_on(client):
    html = page_of(client, SEARCH)

    assert accessible(html)
    assert "noindex" in html
    assert "What should I be doing now?" in html


@pytest.mark.usefixtures("index")
def test_a_search_finds_pieces_people_and_topics(client):
    make_asset("Buffers", text="<p>Stock hides what it costs.</p>", topics=["Stock and buffers"])
    make_asset("By her", authors=[make_expert("Stella Stock")])

    response = answer_to(client, "stock")
    html = response.content.decode()

    assert accessible(html)
    assert titles(response) == ["Buffers"]
    assert "<mark>Stock</mark> hides what it costs." in html
    assert "/experts/stella-stock/" in html
    assert "/topics/stock-and-buffers/" in html


@pytest.mark.usefixtures("index")
def test_what_is_hidden_is_found_by_nobody(client):
    make_asset("Unannounced merger", topics=["Merger"], authors=[make_expert("Mergeria Zed")], live=False)

    response = answer_to(client, "merger")

    assert titles(response) == []
    assert "Nothing here has “merger”" in response.content.decode()
    assert not re.search("/topics/merger|mergeria", response.content.decode())


@pytest.mark.usefixtures("index")
def test_what_stands_behind_a_gate_is_not_quoted(client):
    long = "<p>" + "word " * 130 + "</p><p>The secret valve.</p>"
    make_asset("Gated", text=long, gated=True, summary="On valves.")

    html = answer_to(client, "valve").content.decode()

    assert "<mark>valves</mark>" in html
    assert "secret" not in html


@pytest.mark.usefixtures("index")
def test_markup_in_a_text_or_in_the_words_stays_text(client):
    make_asset("Angles", text="<p>Write &lt;script&gt;alert(1)&lt;/script&gt; stock.</p>")

    html = answer_to(client, "stock").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>stock</mark>" in html

    html = answer_to(client, '"><script>alert(2)</script> stock').content.decode()
    assert "<script>alert" not in html
    assert '"><script' not in html


@pytest.mark.usefixtures("index")
def test_answers_come_in_pages(client, monkeypatch):
    monkeypatch.setattr(views, "RESULTS_A_PAGE", 2)
    for number in range(3):
        make_asset(f"Stock {number}")

    first, second = answer_to(client, "stock"), answer_to(client, "stock", page=2)

    assert "3 pieces, page 1 of 2" in first.content.decode()
    assert 'href="?q=stock&amp;page=2"' in first.content.decode()
    assert len(titles(second)) == 1


@pytest.mark.usefixtures("index")
def test_a_misspelt_word_is_answered_with_one_that_is_printed_here(client):
    make_asset("Plans", text="<p>Resilience is a habit of suppliers.</p>")

    html = answer_to(client, "Resiliense habbit").content.decode()

    assert re.search(r'Did you mean <a href="\?q=resilience\+habit">resilience habit</a>', html)


@pytest.mark.usefixtures("index")
def test_no_suggestion_comes_from_a_draft_or_from_behind_a_gate(client):
    make_asset("Unannounced", text="<p>The acquisition of Meridian.</p>", live=False)
    make_asset("Gated", text="<p>" + "word " * 130 + "</p><p>Zirconium.</p>", gated=True)
    make_asset("Here", text="<p>Nothing of the kind.</p>")

    for misspelt in ("acquisitoin", "meridain", "zirconim"):
        assert "Did you mean" not in answer_to(client, misspelt).content.decode()


@pytest.mark.usefixtures("index")
def test_a_word_only_drafts_have_is_taken_for_unknown(client):
    """Whether there is a suggestion must not tell apart a word of a draft from one of nobody."""
    make_asset("Unannounced", text="<p>Statin and stance.</p>", live=False)
    make_asset("Here", text="<p>A station.</p>")

    assert "Did you mean" in answer_to(client, "stativn").content.decode()
    assert "Did you mean" in answer_to(client, "statin").content.decode()


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize(
    "words", ["\x00", "---", "  ", "\x1b\x07", "a" * 10_000, "word " * 2_000, "((((*?[", "\u202estock"]
)
def test_strange_words_are_answered_soon(client, words):
    make_asset("Stock", text="<p>" + "stock and word " * 500 + "</p>")

    begun = time.monotonic()
    assert accessible(answer_to(client, words).content.decode())
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize("number", ["0", "-1", "abc", "9" * 5000, "\x00"])
def test_strange_pages_are_forgiven(client, number):
    assert answer_to(client, "stock", page=number)


def test_without_an_index_the_database_answers(client):
    make_asset("Stock")

    assert titles(answer_to(client, "stock")) == ["Stock"]


@pytest.mark.usefixtures("index")
def test_a_search_asks_as_much_of_the_database_for_many_answers_as_for_few(client, django_assert_max_num_queries):
    def fill(number):
        make_asset(f"Stock {number}", authors=[make_expert("Stella Stock")], topics=["Stock"])

    fill(1)
    answer_to(client, "stock")
    with django_assert_max_num_queries(24):
        answer_to(client, "stock")
    for number in range(2, 9):
        fill(number)
    with django_assert_max_num_queries(24):
        answer_to(client, "stock")
    assert Expert.objects.count() == 1


def test_a_lost_reader_may_search(client):
    html = client.get("/nowhere/").content.decode()

    assert f'action="{reverse("search")}"' in html
    assert "/topics/" in html
