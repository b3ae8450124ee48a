import pytest
from django.urls import reverse

from audiences.models import Demand
from tests.factories import make_asset, make_stage

pytestmark = pytest.mark.django_db
SEARCH = "/library/"


@pytest.fixture
def desk(client, salesperson, search_index):
    client.force_login(salesperson)
    return client


def test_a_search_without_a_result_is_noted_once(desk, salesperson):
    make_asset("Valves")

    for _ in range(2):
        desk.get(SEARCH, {"q": "zyzzyva", "stage": "interest", "pillar": "practical"})

    (demand,) = Demand.objects.all()
    assert (demand.words, demand.by, demand.stage.slug) == ("zyzzyva", salesperson, "interest")
    assert demand.pillar == "practical"


def test_a_stage_without_an_answer_is_a_gap_too(desk):
    make_asset("Valves", stage=make_stage("interest"))

    page = desk.get(SEARCH, {"q": "valves", "stage": "short-list"}).text

    assert Demand.objects.get().stage.slug == "short-list"
    assert 'The nearest stage with an answer: <a href="?q=valves&amp;stage=interest">Interest</a>, 1 asset.' in page


def test_that_nothing_is_overdue_is_no_gap(desk):
    make_asset("Valves")

    desk.get(SEARCH, {"q": "valves", "freshness": "overdue"})

    assert not Demand.objects.exists()


def test_asking_whether_a_page_is_there_notes_nothing(desk):
    assert desk.head(SEARCH, {"q": "zyzzyva"}).status_code == 200
    assert not Demand.objects.exists()


def test_fetching_results_while_typing_notes_nothing(desk):
    desk.get(reverse("library:results"), {"q": "zyzz"})
    desk.get(SEARCH, {"q": "zyzz"}, headers={"Sec-Purpose": "prefetch"})

    assert not Demand.objects.exists()


def test_what_rested_is_noted_if_it_is_true(desk):
    make_asset("Valves")

    for words in ("zyzzyva", "valves", ""):
        assert desk.post(reverse("library:missed"), {"q": words}).status_code == 204

    assert [demand.words for demand in Demand.objects.all()] == ["zyzzyva"]


def test_only_those_of_the_library_note_anything(client):
    assert client.post(reverse("library:missed"), {"q": "zyzzyva"}).status_code == 302
    assert not Demand.objects.exists()


def test_a_missing_index_is_not_taken_for_a_gap(client, salesperson, settings, tmp_path):
    client.force_login(salesperson)
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "PATH": str(tmp_path / "never-built")}
    }

    client.get(SEARCH, {"q": "zyzzyva"})

    assert not Demand.objects.exists()


def test_another_spelling_is_offered_with_the_filters_kept(desk):
    make_asset("Valves", text="<p>Inventory of valves.</p>", stage=make_stage("interest"))

    page = desk.get(SEARCH, {"q": "inventorry", "stage": "interest"}).text

    assert 'Did you mean <a href="?q=inventory&amp;stage=interest">inventory</a>?' in page
