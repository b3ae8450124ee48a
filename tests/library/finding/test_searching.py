from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import Locale

from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage, Pillar
from content.models import AssetPage
from content.public.search_words import MAX_CHARACTERS
from library.finding.evidence import Evidence
from library.finding.searching import search_assets
from tests.factories import NOON, make_asset, make_expert, make_stage
from tests.library.finding.makers import rated, read_by
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


def test_overdue_and_past_assets_rank_below_every_current_one(engine):
    day = timedelta(days=1)
    make_asset("Valves and valves", text="<p>Valves, valves, valves.</p>", review_by=NOON.date() - day)
    make_asset("Past valves", relevant_until=NOON.date() - day)
    make_asset("Hardly", text="<p>The valves among many other things that are not of that kind at all.</p>")

    found = find("valves")

    assert titles(found)[0] == "Hardly"
    assert {fact.freshness.value for fact in found.good_but_old} == {"overdue", "past"}
    assert counts(found, "freshness") == {"current": 1, "overdue": 1, "past": 1}
    assert titles(find("valves", freshness="past")) == ["Past valves"]


def test_the_stage_that_the_words_name_comes_first(engine):
    make_asset("Supply risk, supply risk", stage=make_stage("epiphany"), text="<p>Supply risk.</p>")
    make_asset("A supply of peers", stage=make_stage("short-list"))

    assert titles(find("supply risk short list"))[0] == "A supply of peers"
    assert titles(find("supply risk short list", stage="short-list")) == ["A supply of peers"]


def test_evidence_lifts_what_readers_and_salespeople_found_good():
    plain, proven = make_asset("Plain"), make_asset("Proven", first_published_at=NOON - timedelta(days=60))
    read_by(proven, thoroughly=8, otherwise=2)
    rated(proven, 5, 4, 5)
    rated(plain, 1)

    found = find()

    assert titles(found) == ["Proven", "Plain"]
    assert found.evidence[proven.pk] == Evidence(readers=10, thorough=8, ratings=3, worked=3)


def test_personas_and_industries_narrow_and_an_asset_of_no_industry_is_of_all():
    buyer = Persona.objects.create(name="Buyer", slug="buyer")
    pumps = Industry.objects.create(name="Pumps", slug="pumps")
    Industry.objects.create(name="HVAC", slug="hvac")
    make_asset("For buyers", personas=[buyer], for_everyone=False, industries=[pumps])
    make_asset("For everyone")

    assert titles(find(persona="buyer")) == ["For buyers"]
    assert counts(find(), "persona") == {"buyer": 1, "everyone": 1}
    assert counts(find(), "industry") == {"pumps": 2, "hvac": 1}
    assert titles(find(industry="hvac")) == ["For everyone"]


def test_a_language_can_be_chosen_once_there_are_two(db):
    french = Locale.objects.create(language_code="fr")
    make_asset("English")
    AssetPage.objects.filter(pk=make_asset("Français").pk).update(locale=french)

    assert counts(find(), "language") == {"en-gb": 1, "fr": 1}
    assert titles(find(language="fr")) == ["Français"]
