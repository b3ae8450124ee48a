from datetime import date

import pytest
from django.urls import reverse

from buying_stages.models import Pillar
from tests.factories import make_account, make_asset, make_expert, make_stage

pytestmark = pytest.mark.django_db
SEARCH = "/library/"


@pytest.fixture
def desk(client, salesperson):
    client.force_login(salesperson)
    return client


def test_an_empty_library_says_what_it_is_for(desk):
    page = desk.get(SEARCH)

    assert page.status_code == 200
    assert "Nothing is published yet" in page.text
    assert "Plan the first asset" not in page.text


def test_a_result_shows_what_a_salesperson_needs_to_choose(desk, search_index):
    asset = make_asset(
        "Second sources",
        stage=make_stage("interest"),
        pillar=Pillar.PRACTICAL,
        text="<p>A second source for <b>valves</b> &amp; pumps.</p>",
        authors=[make_expert("Ada Okafor")],
        gated=True,
    )

    page = desk.get(SEARCH, {"q": "valve"}).text

    assert "A second source for <mark>valves</mark> &amp; pumps." in page
    for said in ["Practical", "Interest", "Article", "19 March", "Ada Okafor", "1 min", "Gated", asset.url]:
        assert said in page
    assert f'href="{reverse("library:asset", args=[asset.pk])}"' in page


def test_filters_stand_in_the_address_and_each_link_changes_one(desk):
    make_asset("Valves", stage=make_stage("interest"), topics=["Pumps"])

    page = desk.get(SEARCH, {"q": "valves", "stage": "interest", "other": "z" * 500}).text

    assert 'href="?q=valves&amp;stage=interest&amp;pillar=aspirational"' in page
    assert 'href="?q=valves&amp;stage=interest"' not in page
    assert 'href="?q=valves" data-key="stage-interest" aria-current="true"' in page
    assert '<input type="hidden" form="library-search" name="stage" value="interest">' in page
    assert "zzz" not in page


def test_an_unknown_filter_is_said_and_the_page_still_answers(desk):
    make_asset("Valves")

    page = desk.get(SEARCH, {"stage": "foo", "pillar": "<b>", "topic": "\x00", "format": "x" * 5000})

    assert page.status_code == 200
    assert "There is no stage &#x27;foo&#x27;; the stages are epiphany, awareness" in page.text
    assert "There is no pillar &#x27;&lt;b&gt;&#x27;; the pillars are practical, aspirational." in page.text
    assert "Valves" in page.text


def test_no_result_within_filters_offers_to_drop_them(desk, search_index):
    make_asset("Valves", stage=make_stage("interest"))

    page = desk.get(SEARCH, {"q": "valves", "stage": "purchase"}).text

    assert "Nothing within these filters" in page
    assert "1 asset answers “valves” without them" in page


def test_no_result_at_all_says_what_to_try(desk, search_index):
    make_asset("Valves")

    assert "No asset answers that" in desk.get(SEARCH, {"q": "zyzzyva"}).text


def test_a_damaged_or_missing_index_is_said(desk, settings, tmp_path):
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "PATH": str(tmp_path / "never-built")}
    }
    make_asset("Valves")

    page = desk.get(SEARCH, {"q": "valves"})

    assert "The search index is being rebuilt; results come from the database meanwhile." in page.text
    assert "Valves" in page.text


@pytest.mark.parametrize("query", ["\x00", '"' * 501, "a" * 10_000, "valves " * 1500, "<script>"])
def test_odd_queries_get_a_sane_page(desk, search_index, query):
    make_asset("Valves")

    page = desk.get(SEARCH, {"q": query})

    assert page.status_code == 200
    assert len(page.content) < 80_000
    assert "<script>" not in page.text


@pytest.mark.parametrize(
    ("number", "shown", "other"), [("1", 20, 2), ("2", 1, 1), ("99", 1, 1), ("-1", 1, 1), ("x", 20, 2)]
)
def test_many_results_come_in_pages(desk, number, shown, other):
    for each in range(21):
        make_asset(f"Asset {each}")

    page = desk.get(SEARCH, {"page": number})

    assert page.status_code == 200
    assert len(page.context["results"]) == shown
    assert f'href="?{"page=2" if other == 2 else ""}"' in page.text


def test_the_page_asks_the_same_number_of_queries_for_one_result_and_for_many(
    desk, search_index, django_assert_max_num_queries, django_assert_num_queries
):
    make_asset("Valves", text="<p>One.</p>", topics=["Pumps"], authors=[make_expert()])
    desk.get(SEARCH, {"q": "valves"})
    # Six of them are remembered from one search to the next, outside of a transaction as tests have one.
    with django_assert_max_num_queries(32) as one:
        desk.get(SEARCH, {"q": "valves"})
    for each in range(15):
        make_asset(f"Valves {each}", text="<p>More.</p>", topics=["Pumps", "Tanks"], authors=[make_expert("Bo Lind")])

    with django_assert_num_queries(len(one)):
        page = desk.get(SEARCH, {"q": "valves"})

    assert len(page.context["results"]) == 16


@pytest.mark.parametrize("address", ["/library/", "/library/results/"])
def test_no_address_is_too_odd_for_an_answer(desk, search_index, address):
    make_asset("Valves")
    odd = {
        "q": "*valves\x00 " * 900,
        "stage": ["interest", "nowhere", "\x00"],
        "topic": "t" * 5000,
        "persona": "' OR 1=1 --",
        "industry": "{{ 7 }}",
        "freshness": "rotten",
        "language": "tlh",
        "page": "9" * 5000,
        "account": "9" * 5000,
        "lead": "-1",
        "for": "%" * 5000,
        "unheard-of": "x",
    }

    page = desk.get(address, odd)

    assert page.status_code == 200
    assert "There is no freshness &#x27;rotten&#x27;; the values are current, due, overdue, past." in page.text
    assert "unheard-of" not in page.text
    assert len(page.content) < 80_000


def test_a_name_leads_to_the_account_and_keeps_the_search(desk):
    account = make_account("Hollis Pumps")

    answer = desk.get(SEARCH, {"q": "valves", "for": "hollis pumps", "stage": "interest"})

    assert answer.status_code == 302
    assert answer.url == f"/library/?q=valves&stage=interest&account={account.pk}"


def test_of_several_names_one_is_chosen(desk):
    make_account("Hollis Pumps")
    make_account("Hollis Valves")

    page = desk.get(SEARCH, {"for": "hollis"}).text

    assert "Several have “hollis” in their name" in page
    assert "Hollis Valves</a>" in page


def test_an_overdue_asset_is_watermarked(desk):
    make_asset("Valves", review_by=date(2026, 1, 4))

    page = desk.get(SEARCH).text

    assert 'data-stamp="overdue"' in page
    assert "Overdue: to be reviewed by" in page


def test_each_result_can_say_why_it_is_there_and_be_ticked_to_share(desk, search_index):
    asset = make_asset("Valves")

    page = desk.get(SEARCH, {"q": "valves"}).text

    assert "“valves” in title: 100% of the best score of this search" in page
    assert f'form="library-share" name="asset" value="{asset.pk}"' in page
    assert 'action="/library/share/"' in page
