import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from wagtail.models import PageViewRestriction

from content.machines.api import AssetsAPIViewSet
from content.models import AssetPage, Expert, InsightsPage, Topic
from content.vehicles import Format, LengthClass
from tests.content.machines.makers import ASSETS, HERE, LISTS, ask, detail, make_told_asset, refusal
from tests.content.makers import make_asset_with, make_image
from tests.factories import make_asset, make_expert, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def asset():
    return make_told_asset()


# What is told


def test_a_list_tells_of_each_asset_what_its_page_tells(client, asset):
    told = ask(client, ASSETS)

    assert told["meta"] == {"total_count": 1}
    (item,) = told["items"]
    picture = item.pop("picture")
    updated = item.pop("updated")
    assert item == {
        "id": asset.pk,
        "meta": {
            "detail_url": f"{HERE}{ASSETS}{asset.pk}/",
            "html_url": HERE + asset.url,
            "canonical": HERE + asset.url,
            "slug": "owning-the-model",
        },
        "title": "Owning the model",
        "summary": "In short",
        "pillar": "practical",
        "format": "article",
        "length_class": "short",
        "topics": [{"name": "Planning", "slug": "planning"}, {"name": "Stock", "slug": "stock"}],
        "authors": [{"name": "Ada Okafor", "slug": "ada-okafor"}],
        "industries": [{"name": "Steel", "slug": "steel"}],
        "published": "2026-03-19T12:00:00Z",
        "reading_minutes": 1,
        "word_count": 1,
        "gated": False,
    }
    assert updated > item["published"]
    assert client.get(picture["url"].removeprefix(HERE)).status_code == 200


def test_every_address_in_an_answer_opens(client, asset):
    for address in LISTS:
        for item in ask(client, address)["items"]:
            for found in [
                item["meta"]["detail_url"],
                item["meta"]["html_url"],
                *item["meta"].get("feeds", {}).values(),
            ]:
                assert client.get(found.removeprefix(HERE)).status_code == 200


def test_one_asset_comes_with_its_text(client):
    image = make_image()
    other = make_asset("Other", pillar="aspirational")
    body = [
        ("heading", {"text": "Why", "level": "h2"}),
        ("text", f'<p>See <a linktype="page" id="{other.pk}">this</a>.</p>'),
        ("image", {"image": image, "alternative_text": "A pump"}),
    ]
    told = detail(client, make_asset_with(body, "Whole", pillar="practical"))

    html = told["body"]["html"]
    assert told["body"]["complete"] is True
    assert told["body"]["text"].startswith("Why\n\nSee this.")
    assert f'<a href="{HERE}{other.url}">this</a>' in html
    assert '<h2 id="s-why">Why</h2>' in html
    assert html.count(f"{HERE}/media/") >= 3  # src and each of srcset
    assert '"/media' not in html
    assert ", /media" not in html


def test_of_a_gated_asset_the_opening_alone_is_told(client):
    asset = make_asset("Gated", gated=True, text="<p>" + "word " * 130 + "the secret sauce.</p>")

    told = client.get(f"{ASSETS}{asset.pk}/").text

    assert detail(client, asset)["body"]["complete"] is False
    assert "word" in told
    assert "sauce" not in told


def test_a_gated_asset_opens_no_more_to_who_is_signed_in(client, marketing_lead):
    asset = make_asset("Gated", gated=True, text="<p>" + "word " * 130 + "the secret sauce.</p>")
    client.force_login(marketing_lead)

    assert "sauce" not in client.get(f"{ASSETS}{asset.pk}/").text


def test_the_companion_is_told_while_readers_can_open_it(client):
    other = make_asset("Other question", pillar="practical")
    asset = make_asset("This question", pillar="aspirational", companion=other)
    assert detail(client, asset)["companion"]["title"] == "Other question"

    other.unpublish()

    assert detail(client, asset)["companion"] is None


def test_a_true_address_elsewhere_is_told(client):
    asset = make_asset("Elsewhere", canonical_url="https://elsewhere.example/1")

    assert detail(client, asset)["meta"]["canonical"] == "https://elsewhere.example/1"


def test_topics_and_experts_are_those_of_visible_assets(client, asset):
    make_asset("Hidden", topics=["Secret"], authors=[make_expert("Nobody Known")], live=False)
    Topic.objects.create(name="Unused", slug="unused")

    assert [(t["name"], t["assets"]) for t in ask(client, LISTS[1])["items"]] == [("Planning", 1), ("Stock", 1)]
    assert [(e["name"], e["assets"]) for e in ask(client, LISTS[2])["items"]] == [("Ada Okafor", 1)]
    for kind, thing in (
        ("topics", Topic.objects.get(slug="secret")),
        ("experts", Expert.objects.get(slug="nobody-known")),
    ):
        assert client.get(f"/api/v2/{kind}/{thing.pk}/").status_code == 404


# What is never told


PRIVATE = {
    "gate_reason": "Reason hidden one",
    "placement_reason": "Reason hidden two",
    "call_to_action_reason": "Reason hidden three",
}


def test_reasons_mail_and_stage_are_never_told(client):
    Expert.objects.create(name="Ada Okafor", slug="ada-okafor", email="ada@hidden.example")
    asset = make_asset("Open", authors=[make_expert()], topics=["Planning"], stage=make_stage("interest"), **PRIVATE)

    for address in [*LISTS, f"{ASSETS}{asset.pk}/", f"{LISTS[2]}{Expert.objects.get().pk}/"]:
        told = client.get(address, {"fields": "*"}).text
        assert "hidden" not in told
        assert "interest" not in told.lower()
        for name in (
            "email",
            "persona",
            "reason",
            "stage",
            "owner",
            "live",
            "draft",
            "revision",
            "edition",
            "path",
            "parent",
        ):
            assert f'"{name}' not in told, name


@pytest.mark.parametrize("kind", ["draft", "expired", "scheduled", "private", "unpublished", "in a private section"])
def test_what_is_hidden_cannot_be_had_in_any_way(client, marketing_lead, search_index, kind):
    seen = make_asset("Seen piece", topics=["Planning"])
    hidden = make_asset(
        "Zebra piece",
        topics=["Zebras"],
        authors=[make_expert("Zebra Known")],
        live=kind not in ("draft", "scheduled"),
        expire_at=timezone.now() - timedelta(hours=1) if kind == "expired" else None,
        go_live_at=timezone.now() + timedelta(hours=1) if kind == "scheduled" else None,
    )
    if "private" in kind:
        page = InsightsPage.objects.get() if "section" in kind else hidden
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    if kind == "unpublished":
        hidden.unpublish()
    client.force_login(marketing_lead)

    assert client.get(f"{ASSETS}{hidden.pk}/").status_code == 404
    assert client.get(f"{ASSETS}{hidden.pk}/", {"fields": "*"}).status_code == 404
    assert client.get(f"{ASSETS}find/", {"html_path": hidden.url}).status_code == 404
    assert client.get(f"{ASSETS}find/", {"id": hidden.pk}).status_code == 404
    assert "Zebra piece" not in client.get(ASSETS, {"search": "zebra"}).text
    assert refusal(client, topic="zebras") == refusal(client, topic="zebrax").replace("zebrax", "zebras")
    assert refusal(client, author="zebra-known") == refusal(client, author="zebra-knowx").replace("knowx", "known")
    for address in LISTS:
        assert "ebra" not in client.get(address).text
    if "section" not in kind:
        assert ask(client, ASSETS)["meta"]["total_count"] == 1
        assert "ebra" not in client.get(f"{ASSETS}{seen.pk}/").text


def test_the_unpublished_change_of_a_live_asset_is_not_told(client, asset):
    asset.title = asset.summary = "Zebra"
    asset.save_revision()

    assert "Zebra" not in client.get(ASSETS).text + client.get(f"{ASSETS}{asset.pk}/").text


def test_a_link_to_something_hidden_is_not_in_the_text(client):
    hidden = make_asset("Zebra piece", live=False)
    asset = make_asset("Open", text=f'<p><a linktype="page" id="{hidden.pk}">there</a></p>')

    assert "zebra" not in client.get(f"{ASSETS}{asset.pk}/").text


# How it is told


def test_it_only_answers(client, marketing_lead, asset):
    client.force_login(marketing_lead)

    for method in ("post", "put", "patch", "delete", "options"):
        for address in (*LISTS, f"{ASSETS}{asset.pk}/"):
            assert getattr(client, method)(address).status_code == 405, (method, address)
    assert AssetPage.objects.get(pk=asset.pk).title == "Owning the model"
    assert client.head(ASSETS).status_code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", ""])
def test_it_is_json_whatever_a_browser_would_rather_have(client, asset, accept):
    response = client.get(ASSETS, headers={"Accept": accept})

    assert response["Content-Type"] == "application/json"


def test_scripts_of_other_sites_may_read_it_and_carry_nobody_in(client, marketing_lead, asset):
    client.force_login(marketing_lead)
    signed_in = client.get(ASSETS, headers={"Origin": "https://elsewhere.example"})
    client.logout()

    assert signed_in["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in signed_in
    assert signed_in.content == client.get(ASSETS).content
    assert not signed_in.cookies
    assert "Cookie" not in signed_in.get("Vary", "")


def test_who_has_it_already_is_not_sent_it_again(client, asset):
    for address in (ASSETS, f"{ASSETS}{asset.pk}/"):
        stamp = {"If-None-Match": client.get(address)["ETag"]}
        assert client.get(address, headers=stamp).status_code == 304

    asset.title = "Changed"
    asset.save_revision().publish()
    assert client.get(ASSETS, headers=stamp).status_code == 200


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "x", "-1", "1.5"])
def test_a_number_that_nobody_has_is_not_found(client, asset, number):
    for address in LISTS:
        assert client.get(f"{address}{number}/").status_code == 404


def test_a_new_site_answers_with_nothing(client):
    for address in LISTS:
        assert ask(client, address) == {"meta": {"total_count": 0}, "items": []}


@pytest.mark.parametrize(
    ("address", "most"),
    [(ASSETS, 12), (f"{ASSETS}?topic=planning&author=ada-okafor", 19), (LISTS[1], 5), (LISTS[2], 5)],
)
def test_a_list_asks_as_much_of_the_database_for_many_as_for_few(client, address, most, django_assert_max_num_queries):
    for number in range(4):
        make_asset(
            f"Piece {number}", topics=["Planning", f"Topic {number}"], authors=[make_expert()], cover=make_image()
        )
    client.get(address)

    with django_assert_max_num_queries(most):
        assert client.get(address).json()["items"]


# The page about it in the reference

PAGE = (Path(settings.BASE_DIR) / "docs" / "reference" / "content-api.md").read_text()


def first_cells(heading):
    """The names in the first column of the table under a heading."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    return {name for row in re.findall(r"^\| (`.+?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}


def test_the_examples_in_the_reference_are_what_is_answered(client):
    make_asset("Three lead times that moved", pillar="practical")
    asked = re.findall(r"curl 'http://127.0.0.1:8000(.+?)'", PAGE)
    answers = [json.loads(block) for block in re.findall(r"```json\n(.+?)```", PAGE, re.DOTALL)]

    assert len(asked) == len(answers) == 2
    assert [client.get(address).json() for address in asked] == answers


def test_the_reference_names_every_parameter_and_field():
    assert first_cells("Filters of assets") == AssetsAPIViewSet.list_parameters
    named = {field.name for field in AssetsAPIViewSet.get_body_fields(AssetPage)}
    assert first_cells("Fields of an asset") == named | {"meta"}
    for field in AssetsAPIViewSet.meta_fields:
        assert f"`{field.name}`" in PAGE
    for value in [*Format.values, *LengthClass.values]:
        assert f"`{value}`" in PAGE
    for address in LISTS:
        assert f"`{address}`" in PAGE
