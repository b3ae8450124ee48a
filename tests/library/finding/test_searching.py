import pytest
from django.contrib.auth.models import AnonymousUser

from buying_stages.models import BuyingStage, Pillar
from content.models import AssetPage
from library.finding.searching import MAX_CHARACTERS, search_assets
from tests.factories import NOON, make_asset, make_expert, make_stage
from tests.library.makers import index_all

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["default", "database"])
def engine(request, settings, search_index):
    """The engine of the settings and the database's own: the library asks both in the same words."""
    if request.param == "database":
        backends = {**settings.WAGTAILSEARCH_BACKENDS}
        backends["default"] = {"BACKEND": "wagtail.search.backends.database", "AUTO_UPDATE": True}
        settings.WAGTAILSEARCH_BACKENDS = backends
    return request.param


def find(query="", **filters):
    return search_assets(query, user=AnonymousUser(), at=NOON, **filters)


def titles(found):
    return [asset.title for asset in found[:100]]


def counts(found, name):
    chosen = next(each for each in found.filters if each.name == name)
    return {choice.value: choice.count for choice in chosen.choices if choice.count}


def test_a_sentence_finds_the_asset_that_answers_it_best(engine):
    make_asset("Choosing a chair", text="<p>Chairs and how to sit on them.</p>")
    make_asset("Second sources", text="<p>A second source for valves takes sixteen weeks to qualify.</p>")

    found = find("How long does it take to qualify a second source for valves?")

    assert titles(found)[0] == "Second sources"


def test_an_expert_or_a_topic_finds_the_asset(engine):
    make_asset("On valves", topics=["Hydraulics"], authors=[make_expert("Ada Okafor")])
    make_asset("On chairs")
    index_all()

    assert titles(find("okafor")) == ["On valves"]
    assert titles(find("hydraulics")) == ["On valves"]


def test_without_words_the_newest_come_first():
    make_asset("Old", first_published_at=NOON.replace(year=2024))
    make_asset("New", first_published_at=NOON.replace(year=2026))

    assert titles(find("  ")) == ["New", "Old"]


def test_drafts_and_expired_assets_are_not_found(engine):
    make_asset("Valves, a draft", live=False)
    expired = make_asset("Valves, expired")
    AssetPage.objects.filter(pk=expired.pk).update(expire_at=NOON)

    assert titles(find("valves")) == titles(find()) == []


def test_filters_work_together_and_counts_respect_the_others(engine):
    make_asset("Valves one", stage=make_stage("epiphany"), pillar=Pillar.PRACTICAL, topics=["Pumps"])
    make_asset("Valves two", stage=make_stage("epiphany"), pillar=Pillar.ASPIRATIONAL)
    make_asset("Valves three", stage=make_stage("purchase"), pillar=Pillar.PRACTICAL, format="report")

    found = find("valves", pillar="practical", stage="epiphany")

    assert titles(found) == ["Valves one"]
    assert counts(found, "stage") == {"epiphany": 1, "purchase": 1}
    assert counts(found, "pillar") == {"practical": 1, "aspirational": 1}
    assert counts(found, "topic") == {"pumps": 1}
    assert found.without_filters == 3
    assert titles(find("valves", topic="pumps")) == ["Valves one"]
    assert titles(find("valves", format="report")) == ["Valves three"]


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("stage", "the stages are epiphany, awareness"),
        ("pillar", "the pillars are practical, aspirational."),
        ("format", "the formats are article, white-paper"),
        ("topic", "there are none yet."),
    ],
)
def test_a_value_that_does_not_exist_is_said_and_left_out(name, legal):
    make_asset("Valves")

    found = find(**{name: "foo\x00"})

    assert found.refusals[0].startswith(f"There is no {name} 'foo")
    assert legal in found.refusals[0]
    assert titles(found) == ["Valves"]


def test_the_topic_of_a_hidden_asset_is_neither_known_nor_named():
    make_asset("Hidden", topics=["Takeovers"], live=False)
    make_asset("Shown", topics=["Pumps"])

    assert find(topic="takeovers").refusals == ["There is no topic 'takeovers'; the topics are pumps."]


def test_only_the_topics_with_most_assets_are_offered_and_the_chosen_one():
    for number in range(14):
        make_asset(f"On {number}", topics=[f"Topic {letter}" for letter in "abcdefghijklmn"[: number + 1]])

    found = find(topic="topic-n")
    offered = [choice.value for choice in found.filters[2].choices]

    assert len(offered) == 12
    assert offered[:2] == ["topic-n", "topic-a"]


@pytest.mark.parametrize("query", ["\x00", '"' * 501, "valves\x00\x01", "valves " * 1500, "*", "NOT AND OR (", "'; --"])
def test_no_query_is_too_odd_to_answer(engine, query):
    make_asset("Valves")

    found = find(query)

    assert len(found.words) <= MAX_CHARACTERS
    assert titles(found) in (["Valves"], [])


def test_a_stage_without_assets_is_offered_with_none():
    found = find()

    assert [choice.count for choice in found.filters[0].choices] == [0] * BuyingStage.objects.count()


def test_a_search_asks_the_same_number_of_queries_whatever_is_found(
    engine, django_assert_max_num_queries, django_assert_num_queries
):
    make_asset("Valves", topics=["Pumps"], authors=[make_expert()])
    with django_assert_max_num_queries(20) as few:
        titles(find("valves"))
    for number in range(12):
        make_asset(f"Valves {number}", topics=["Pumps", "Chairs"], authors=[make_expert(), make_expert("Bo Lind")])

    with django_assert_num_queries(len(few)):
        titles(find("valves"))
