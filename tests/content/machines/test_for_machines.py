"""robots.txt, llms.txt and the heads of public pages."""

import re

import pytest
from django.utils.html import escape

from tests.content.makers import make_image, page_of
from tests.factories import make_asset, make_expert

pytestmark = pytest.mark.django_db
HERE = "http://testserver"


def tag(html, name):
    found = re.search(rf'<(?:meta|link)[^>]*(?:property|name|rel)="{name}"[^>]*(?:content|href)="([^"]*)"', html)
    return found and found[1]


def whole_site():
    return make_asset("A “piece” & more", topics=["Planning"], authors=[make_expert()], pillar="practical")


def test_robots_are_told_where_the_map_is_and_where_nothing_is_for_them(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    lines = response.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /library/", "Disallow: /search/"} <= set(lines)
    assert f"Sitemap: {HERE}/sitemap.xml" in lines


def test_no_page_of_the_map_is_closed_to_robots(client):
    whole_site()
    closed = re.findall(r"^Disallow: (.+)$", client.get("/robots.txt").text, re.MULTILINE)
    listed = re.findall(rf"<loc>{HERE}(.+?)</loc>", client.get("/sitemap.xml").text)

    assert listed
    assert not [path for path in listed if path.startswith(tuple(closed))]


def test_language_models_are_told_the_questions_and_their_answers(client):
    asset = whole_site()
    text = client.get("/llms.txt").text

    assert text.startswith("# Touchstone\n\n> ")
    assert f"\n## What should I be doing now?\n\n- [{asset.title}]({HERE}{asset.url}): In short\n" in text
    assert "preparing for?" not in text.split("\n## ", 1)[1]  # no heading over nothing
    for address in re.findall(rf"\]\({HERE}(.+?)\)", text):
        assert client.get(address).status_code == 200, address


def test_no_title_is_taken_for_markdown(client):
    make_asset("[x](http://evil.example) *b*\n# Heading", summary="Line\n\n## Section")

    text = client.get("/llms.txt").text

    assert r"\[x\](http://evil.example) \*b\* # Heading" in text
    assert "\n## Section" not in text


@pytest.mark.parametrize("address", ["/robots.txt", "/llms.txt"])
def test_who_has_it_already_is_not_sent_it_again(client, address):
    first = client.get(address)

    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/insights/",
        "/insights/a-piece-more/",
        "/topics/",
        "/topics/planning/",
        "/experts/",
        "/experts/ada-okafor/",
    ],
)
def test_every_page_says_what_it_is_to_those_who_link_to_it(client, path):
    whole_site()
    html = page_of(client, path)

    assert html.count('rel="canonical"') == 1
    assert tag(html, "canonical") == tag(html, "og:url") == HERE + path
    assert tag(html, "og:title")
    assert tag(html, "og:site_name") == "Touchstone"
    assert tag(html, "twitter:card") == "summary_large_image"
    assert (tag(html, "og:image:width"), tag(html, "og:image:height")) == ("1200", "630")
    assert tag(html, "og:image:alt")
    picture = client.get(tag(html, "og:image").removeprefix(HERE))
    assert picture["Content-Type"] == tag(html, "og:image:type") == "image/png"


@pytest.mark.parametrize(
    "path", ["/", "/insights/", "/insights/a-piece-more/", "/topics/planning/", "/experts/ada-okafor/"]
)
def test_every_page_names_its_feeds(client, path):
    whole_site()
    html = page_of(client, path)

    feeds = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', html)

    assert ("application/atom+xml", f"{HERE}/feed.atom") in feeds
    assert (("application/rss+xml", f"{HERE}/topics/planning/feed.rss") in feeds) is path.startswith("/topics")
    for kind, address in feeds:
        assert client.get(address.removeprefix(HERE))["Content-Type"].startswith(kind)


def test_a_question_and_a_further_page_are_pages_of_their_own(client):
    whole_site()

    assert tag(page_of(client, "/insights/?pillar=practical"), "canonical") == f"{HERE}/insights/?pillar=practical"
    narrowed = page_of(client, "/insights/?topic=planning")
    assert (tag(narrowed, "canonical"), tag(narrowed, "robots")) == (None, "noindex, follow")


def test_what_first_appeared_elsewhere_has_its_true_address_there(client):
    asset = make_asset("Elsewhere", canonical_url="https://elsewhere.example/piece")
    html = page_of(client, asset.url)

    assert tag(html, "canonical") == "https://elsewhere.example/piece"
    assert tag(html, "og:url") == HERE + asset.url


def test_a_cover_is_the_card(client):
    asset = make_asset("Covered", cover=make_image("A pump"))
    html = page_of(client, asset.url)

    assert tag(html, "og:image").endswith(".jpg")
    assert tag(html, "og:image:alt") == "A pump"


def test_a_drawing_as_cover_gets_a_drawn_card(client):
    asset = make_asset("Drawn", cover=make_image(svg=True))

    assert tag(page_of(client, asset.url), "og:image:type") == "image/png"


def test_no_title_breaks_out_of_the_head(client):
    title = '"><script>alert(1)</script>'
    asset = make_asset(title, summary=title, slug="evil", authors=[make_expert()], topics=["Planning"])

    for path in (asset.url, "/insights/"):
        html = page_of(client, path)
        assert "<script>alert" not in html
    assert escape(title) in page_of(client, asset.url)


def test_a_preview_tells_machines_nothing(rf, marketer):
    asset = make_asset("Draft", live=False)
    response = asset.make_preview_request(extra_request_attrs={"user": marketer})
    response.render()

    assert 'rel="canonical"' not in response.text
    assert "og:image" not in response.text
