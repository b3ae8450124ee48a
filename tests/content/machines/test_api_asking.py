from datetime import timedelta

import pytest

from tests.content.machines.makers import ASSETS, LISTS, ask, make_told_asset, refusal, titles
from tests.factories import NOON, make_asset, make_expert

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset():
    return make_told_asset()


def test_what_is_asked_for_narrows_the_list(client, asset):
    make_asset(
        "Another", format="report", authors=[make_expert("Björn Ek")], first_published_at=NOON + timedelta(days=9)
    )

    assert titles(client) == ["Another", "Owning the model"]
    assert titles(client, pillar="practical") == ["Owning the model"]
    assert titles(client, format="report") == ["Another"]
    assert titles(client, topic="stock") == ["Owning the model"]
    assert titles(client, author="björn-ek") == ["Another"]
    assert titles(client, published_after="2026-03-20") == ["Another"]
    assert titles(client, published_before="2026-03-20T00:00:00Z") == ["Owning the model"]
    assert titles(client, published_after="2026-03-19", published_before="2026-03-20") == ["Owning the model"]
    assert titles(client, order="published") == ["Owning the model", "Another"]
    assert titles(client, order="-title") == ["Owning the model", "Another"]
    assert titles(client, pillar="practical", format="report") == []
    assert titles(client, limit="1") == ["Another"]
    assert titles(client, limit="1", offset="1") == ["Owning the model"]
    assert ask(client, ASSETS, limit="0") == {"meta": {"total_count": 2}, "items": []}


def test_a_source_is_no_author(client, asset):
    row = asset.asset_experts.get()
    row.role = "source"
    row.save()

    assert titles(client, author="ada-okafor") == []


def test_words_are_searched_for_and_narrowed(client, search_index):
    make_asset("Pumps in winter", topics=["Stock"], text="<p>Valves and pumps.</p>")
    make_asset("Valves", pillar="practical", text="<p>A pump stands here.</p>")
    make_asset("Nothing of it")

    assert titles(client, search="pumps") == ["Pumps in winter", "Valves"]
    assert titles(client, search="pumps", topic="stock") == ["Pumps in winter"]
    assert titles(client, search="pumps", pillar="practical") == ["Valves"]
    assert titles(client, search="pumps", order="-title") == ["Valves", "Pumps in winter"]
    assert ask(client, ASSETS, search="pumps", limit="1")["meta"]["total_count"] == 2


def test_only_the_fields_that_are_asked_for_come(client, asset):
    (item,) = ask(client, ASSETS, fields="_,title")["items"]
    assert item == {"title": "Owning the model"}
    assert "summary" not in ask(client, ASSETS, fields="-summary")["items"][0]
    assert set(ask(client, ASSETS, fields="*")["items"][0]) == set(ask(client, ASSETS)["items"][0])


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"colour": "red"}, "There is no parameter 'colour' here; the parameters are author,"),
        ({"stage": "epiphany"}, "There is no parameter 'stage' here"),
        ({"pillar": "both"}, "pillar is one of aspirational, practical, not 'both'."),
        ({"pillar": ""}, "pillar is one of aspirational, practical, not ''."),
        ({"format": "pdf"}, "not 'pdf'."),
        ({"topic": "nothing"}, "No published asset has the topic 'nothing'."),
        ({"topic": "x\x00"}, "No published asset has the topic"),
        ({"author": "nobody"}, "No published asset has the author 'nobody'."),
        ({"published_after": "yesterday"}, "published_after is a day such as 2026-03-19"),
        ({"published_before": "2026-02-31"}, "published_before is a day"),
        ({"published_before": "0000-00-00"}, "published_before is a day"),
        ({"published_after": "2026-03-19T25:00:00Z"}, "published_after is a day"),
        ({"published_after": "0001-01-01T00:00:00+14:00"}, "published_after is a day"),
        ({"published_before": "9999-12-31T23:59:59-14:00"}, "published_before is a day"),
        ({"order": "summary"}, "order is one of published, -published, updated,"),
        ({"order": "random"}, "not 'random'."),
        ({"limit": "101"}, "limit is a whole number from 0 to 100, not '101'."),
        ({"limit": "-1"}, "limit is a whole number"),
        ({"limit": "1e3"}, "limit is a whole number"),
        ({"limit": "１"}, "limit is a whole number"),
        ({"offset": "9" * 30}, "offset is a whole number"),
        ({"search": "   "}, "search holds at least one word"),
        ({"search": "?!"}, "search holds at least one word"),
        ({"search": "x" * 301}, "search holds at least one word"),
        ({"fields": "email"}, "unknown fields: email"),
        ({"fields": "stage"}, "unknown fields: stage"),
        ({"fields": "body"}, "unknown fields: body"),
        ({"fields": "topics(*)"}, "what stands inside a field comes whole"),
        ({"fields": "title,,"}, "fields error"),
        ({"limit": ["1", "2"]}, "limit was given more than once"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(client, asset, asked, sentence):
    assert sentence in refusal(client, **asked)


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "asked",
    [
        *["child_of", "descendant_of", "ancestor_of", "translation_of", "locale", "site", "type", "html_path", "id"],
        *[
            "live",
            "slug__startswith",
            "title",
            "gate_reason",
            "email",
            "format__in",
            "_",
            "rich_text_format",
            "search_operator",
        ],
        *["stage", "companion", "personas", "sales_edition", "path", "owner", "draft_title", "expire_at", "seo_title"],
    ],
)
def test_no_parameter_looks_behind_the_shelf(client, asset, address, asked):
    assert "There is no parameter" in refusal(client, address, **{asked: "1"})


@pytest.mark.parametrize("field", ["child_of", "search", "limit", "order", "rich_text_format"])
def test_one_asset_is_asked_for_by_its_number_alone(client, asset, field):
    assert "There is no parameter" in refusal(client, f"{ASSETS}{asset.pk}/", **{field: "1"})
