import json
import re
from datetime import datetime

import pytest

from content.machines.linked_data import as_script
from content.models import AssetDocument, Expert
from content.vehicles import Format
from tests.content.makers import make_asset_with, make_image, page_of
from tests.factories import make_asset, make_expert

HERE = "http://testserver"
FILM = {"title": "The plant", "address": "https://films.example/1", "minutes": "12.5", "transcript": "", "file": None}


def told_by(client, path):
    """Each thing that a page says of itself, by its type."""
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page_of(client, path), re.DOTALL)
    told = [json.loads(script) for script in scripts]
    assert all(each["@context"] == "https://schema.org" for each in told)
    return {each["@type"]: each for each in told}


def test_no_text_ends_the_script_element():
    script = as_script({"headline": "</script><!--<script>alert(1)&amp;"})

    inside = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inside
    assert json.loads(inside)["headline"] == "</script><!--<script>alert(1)&amp;"


@pytest.mark.django_db
def test_an_article_holds_what_search_engines_ask_of_one(client):
    asset = make_asset(
        "A “piece”", topics=["Planning"], authors=[make_expert(), make_expert("Björn Ek")], text="<p>Hi</p>"
    )
    Expert.objects.filter(name="Björn Ek").update(organisation="Hollis Pumps", job_title="Planner")

    article = told_by(client, asset.url)["Article"]

    assert article["headline"] == asset.title
    assert (article["image"]["width"], article["image"]["height"]) == (1200, 630)
    assert client.get(article["image"]["url"].removeprefix(HERE)).status_code == 200
    published, modified = (datetime.fromisoformat(article[name]) for name in ("datePublished", "dateModified"))
    assert published.tzinfo
    assert published <= modified
    ada, björn = article["author"]
    assert (ada["@type"], ada["name"], ada["url"]) == ("Person", "Ada Okafor", f"{HERE}/experts/ada-okafor/")
    assert ada["worksFor"]["name"] == "Touchstone"
    assert (björn["affiliation"]["name"], björn["jobTitle"]) == ("Hollis Pumps", "Planner")
    assert article["publisher"]["name"] == "Touchstone"
    assert article["publisher"]["logo"]["url"].startswith(HERE)
    assert article["mainEntityOfPage"] == article["url"] == HERE + asset.url
    assert article["isAccessibleForFree"] is True
    assert article["keywords"] == ["Planning"]
    assert "hasPart" not in article


@pytest.mark.django_db
def test_a_piece_without_authors_is_the_companys(client):
    asset = make_asset("Ours")

    assert told_by(client, asset.url)["Article"]["author"][0]["@type"] == "Organization"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("format", "kind"),
    [
        (Format.REPORT, "Report"),
        (Format.WHITE_PAPER, "Report"),
        (Format.SHORT_POST, "BlogPosting"),
        (Format.CHECKLIST, "Article"),
        (Format.VIDEO, "Article"),  # of which the film is not there yet
    ],
)
def test_the_format_says_what_it_is(client, format, kind):
    asset = make_asset("Of a kind", format=format)

    assert kind in told_by(client, asset.url)


@pytest.mark.django_db
@pytest.mark.parametrize("format", [Format.VIDEO, Format.TALK, Format.WEBINAR])
def test_a_film_holds_what_search_engines_ask_of_one(client, format):
    asset = make_asset_with([("video", FILM)], "A film", format=format)

    film = told_by(client, asset.url)["VideoObject"]

    assert film["name"] == "A film"
    assert film["description"] == "In short"
    assert film["thumbnailUrl"].startswith(HERE)
    assert film["uploadDate"].startswith("2026-03-19")
    assert film["duration"] == "PT12M30S"


@pytest.mark.django_db
@pytest.mark.parametrize("gated", [False, True])
def test_where_a_film_lies_is_told_only_of_an_open_one(client, gated):
    document = AssetDocument.objects.create(title="Film", file="film.mp4")
    asset = make_asset_with([("video", FILM | {"file": document})], "A film", format=Format.VIDEO, gated=gated)

    film = told_by(client, asset.url)["VideoObject"]

    assert film.get("contentUrl") == (None if gated else HERE + document.url)


@pytest.mark.django_db
def test_a_gated_piece_says_which_part_is_not_free(client):
    asset = make_asset("Gated", gated=True, text="<p>Words.</p>")

    article = told_by(client, asset.url)["Article"]

    assert article["isAccessibleForFree"] is False
    assert article["hasPart"]["isAccessibleForFree"] is False
    assert f'class="{article["hasPart"]["cssSelector"].removeprefix(".")}"' in page_of(client, asset.url)


@pytest.mark.django_db
def test_an_expert_is_a_person(client):
    expert = make_expert()
    make_asset("Hers", authors=[expert])
    Expert.objects.update(
        biography="Plans.", website="https://ada.example/", email="ada@secret.example", photo=make_image("Ada")
    )

    person = told_by(client, "/experts/ada-okafor/")["Person"]

    assert person["name"] == "Ada Okafor"
    assert person["url"] == person["mainEntityOfPage"] == f"{HERE}/experts/ada-okafor/"
    assert person["description"] == "Plans."
    assert person["sameAs"] == "https://ada.example/"
    assert person["image"].endswith(".jpg")
    assert "secret.example" not in page_of(client, "/experts/ada-okafor/")


@pytest.mark.django_db
def test_the_first_page_tells_of_the_site_and_who_is_behind_it(client):
    told = told_by(client, "/")

    assert told["Organization"]["url"] == told["WebSite"]["url"] == f"{HERE}/"
    assert told["WebSite"]["publisher"]["@id"] == told["Organization"]["@id"]
    search = told["WebSite"]["potentialAction"]
    name = search["query-input"].removeprefix("required name=")
    address = search["target"]["urlTemplate"].replace("{" + name + "}", "stock")
    assert client.get(address.removeprefix(HERE)).context["answer"].words == "stock"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/insights/a-piece/", ["Touchstone", "Insights", "A piece"]),
        ("/insights/", ["Touchstone", "Insights"]),
        ("/topics/planning/", ["Touchstone", "Topics", "Planning"]),
        ("/topics/", ["Touchstone", "Topics"]),
        ("/experts/ada-okafor/", ["Touchstone", "Experts", "Ada Okafor"]),
    ],
)
def test_a_page_says_where_it_stands(client, path, names):
    make_asset("A piece", topics=["Planning"], authors=[make_expert()])

    crumbs = told_by(client, path)["BreadcrumbList"]["itemListElement"]

    assert [crumb["name"] for crumb in crumbs] == names
    assert [crumb["position"] for crumb in crumbs] == list(range(1, len(names) + 1))
    assert all(client.get(crumb["item"].removeprefix(HERE)).status_code == 200 for crumb in crumbs)
    assert crumbs[-1]["item"] == HERE + path
