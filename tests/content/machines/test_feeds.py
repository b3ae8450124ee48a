import xml.etree.ElementTree as ET
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import feedparser
import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import PageViewRestriction

from content.machines import feeds
from content.models import AssetPage, Topic
from tests.content.makers import make_image
from tests.factories import NOON, make_asset, make_expert

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MEDIA = "{http://search.yahoo.com/mrss/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
CREATOR = "{http://purl.org/dc/elements/1.1/}"
FEEDS = ["/feed.atom", "/feed.rss", "/topics/planning/feed.atom", "/topics/planning/feed.rss"]


def xml_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return ET.fromstring(response.content)  # noqa: S314 our own output


def make_whole(title="Owning the <model> & more", **fields):
    fields.setdefault("topics", ["Planning"])
    fields.setdefault("text", "<p>First &amp; foremost.</p>" + "<p>More words here.</p>" * 60)
    return make_asset(title, authors=[make_expert(), make_expert("Björn Ek")], **fields)


@pytest.mark.parametrize("address", FEEDS)
def test_feed_readers_understand_it(client, address):
    asset = make_whole()

    response = client.get(address)
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})

    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == ("atom10" if address.endswith("atom") else "rss20")
    (entry,) = feed.entries
    assert unescape(entry.title) == asset.title
    assert entry.link == f"http://testserver{asset.url}"
    assert entry.summary == "In short"
    assert "First &amp; foremost." in entry.content[0].value
    assert "Read the rest" in entry.content[0].value
    assert [author.name for author in entry.authors] == ["Ada Okafor", "Björn Ek"]
    assert [tag.term for tag in entry.tags] == ["Planning"]
    assert entry.media_content[0]["url"].endswith(".png")


@pytest.mark.parametrize("address", FEEDS[::2])
def test_atom_holds_what_rfc_4287_requires(client, address):
    make_whole()
    make_asset("Without authors", topics=["Planning"])

    feed = xml_of(client, address)

    assert feed.tag == f"{ATOM}feed"
    for element in [feed, *feed.findall(f"{ATOM}entry")]:
        for required in ("id", "title", "updated"):
            assert len(element.findall(ATOM + required)) == 1
        assert parse_datetime(element.findtext(f"{ATOM}updated")).tzinfo
        assert urlsplit(element.findtext(f"{ATOM}id")).scheme == "urn"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{address}"
    assert links["alternate"].startswith("http://testserver/")
    # An entry without an author is right only where the feed has one.
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Touchstone"
    for entry in feed.findall(f"{ATOM}entry"):
        assert len(entry.findall(f"{ATOM}link[@rel='alternate']")) == 1
        assert len(entry.findall(f"{ATOM}content")) <= 1
        assert entry.find(f"{ATOM}summary").get("type") == "text"
        assert entry.findtext(f"{ATOM}published") <= entry.findtext(f"{ATOM}updated")
    ids = [each.text for each in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 3


@pytest.mark.parametrize("address", FEEDS[1::2])
def test_rss_holds_what_its_specification_requires(client, address):
    make_whole()
    make_asset("Without authors", topics=["Planning"])

    rss = xml_of(client, address)

    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss.findall("channel")
    for required in ("title", "link", "description"):
        assert channel.findtext(required)
    assert channel.find(f"{ATOM}link[@rel='self']").get("href") == f"http://testserver{address}"
    for item in channel.findall("item"):
        assert item.findtext("title")
        assert item.findtext("description")
        assert item.find("guid").get("isPermaLink") == "false"
        assert item.find("author") is None  # which must be an e-mail address
        assert item.findtext("pubDate").endswith("+0000")
        allowed = {"title", "link", "description", "pubDate", "guid", "category"}
        allowed |= {f"{CONTENT}encoded", f"{CREATOR}creator", f"{MEDIA}content"}
        assert {child.tag for child in item} <= allowed


def test_an_entry_is_the_same_one_after_its_address_changed(client):
    asset = make_whole()
    before = xml_of(client, "/feed.atom")

    asset.slug = "another"
    asset.title = "Another title"
    asset.save_revision().publish()
    Topic.objects.update(slug="plans")
    after = xml_of(client, "/feed.atom")

    path = f"{ATOM}entry/{ATOM}id"
    assert before.findtext(path) == after.findtext(path)
    assert after.find(f"{ATOM}entry/{ATOM}link").get("href") == "http://testserver/insights/another/"
    assert client.get("/topics/plans/feed.atom").status_code == 200


def hide(kind):
    fields = {"draft": {"live": False}, "expired": {"expire_at": timezone.now() - timedelta(hours=1)}}.get(kind, {})
    asset = make_asset("Hidden piece", topics=["Secret"], authors=[make_expert("Nobody Known")], **fields)
    if kind == "private":
        PageViewRestriction.objects.create(page=asset, restriction_type=PageViewRestriction.LOGIN)
    if kind == "unpublished":
        asset.unpublish()
    if kind == "changed":
        asset.title, asset.summary = "Seen piece", "Seen"
        asset.save_revision().publish()
        asset.title = "Hidden piece"
        asset.save_revision()
    return asset


HIDDEN = ["draft", "expired", "private", "unpublished"]
MACHINES = ["/feed.atom", "/feed.rss", "/sitemap.xml", "/llms.txt", "/api/v2/assets/", "/api/v2/topics/"]


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("address", [*MACHINES, "/api/v2/experts/", "/robots.txt"])
def test_machines_are_told_nothing_of_what_is_hidden(client, marketing_lead, kind, address):
    make_asset("Seen piece")
    hide(kind)
    client.force_login(marketing_lead)

    told = client.get(address).text

    assert "idden" not in told
    assert "ecret" not in told
    assert "obody" not in told


@pytest.mark.parametrize("address", MACHINES)
def test_machines_are_told_the_published_title_and_not_the_next_one(client, address):
    hide("changed")

    assert "Hidden piece" not in client.get(address).text


@pytest.mark.parametrize("kind", HIDDEN)
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_topic_of_hidden_pieces_has_no_feed(client, kind, form):
    hide(kind)

    assert client.get(f"/topics/secret/feed.{form}").status_code == 404
    assert client.get(f"/topics/nothing/feed.{form}").status_code == 404


@pytest.mark.parametrize("address", FEEDS)
def test_of_a_gated_piece_a_feed_tells_the_summary_alone(client, address):
    make_whole("Gated", gated=True, summary="The claim", text="<p>The secret sauce.</p>")

    told = client.get(address).text

    assert "The claim" in told
    assert "sauce" not in told


def test_a_topic_feed_holds_its_topic_alone(client):
    make_whole("On planning")
    make_asset("On stock", topics=["Stock"])

    assert [entry.title for entry in feedparser.parse(client.get(FEEDS[2]).content).entries] == ["On planning"]


def test_the_newest_come_first_and_not_without_end(client, monkeypatch):
    monkeypatch.setattr(feeds, "LENGTH", 3)
    for number in range(5):
        make_asset(f"Piece {number}", first_published_at=NOON + timedelta(days=number))

    titles = [entry.title for entry in feedparser.parse(client.get("/feed.atom").content).entries]

    assert titles == ["Piece 4", "Piece 3", "Piece 2"]


@pytest.mark.parametrize("address", FEEDS)
def test_who_has_it_already_is_not_sent_it_again(client, address):
    make_whole()
    first = client.get(address)
    assert client.get(address).content == first.content

    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(address, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304


def test_who_asks_for_what_is_newer_hears_of_what_was_taken_away(client):
    make_whole("Stays")
    gone = make_whole("Goes")
    AssetPage.objects.update(last_published_at=NOON)
    stamp = {"If-Modified-Since": "Thu, 19 Mar 2026 12:00:00 GMT"}

    gone.unpublish()

    assert client.get("/feed.atom", headers=stamp).status_code == 200


def test_an_empty_feed_is_a_feed(client):
    first, second = client.get("/feed.atom"), client.get("/feed.atom")

    assert feedparser.parse(first.content).bozo == 0
    assert first.content == second.content


def test_no_character_breaks_a_feed(client):
    asset = make_whole(summary="Sum\x0bmary \ufffe ]]> <b>&amp;")
    AssetPage.objects.filter(pk=asset.pk).update(title="Ti\x01tle \x0c")

    for address in FEEDS:
        assert feedparser.parse(client.get(address).content).bozo == 0


def test_pictures_and_links_of_a_text_stay_on_its_page(client):
    make_whole(text='<p onclick="x">Words <a linktype="page" id="1">go</a> <script>bad()</script><img src="/x"></p>')

    (entry,) = feedparser.parse(client.get("/feed.rss").content, sanitize_html=False).entries

    assert entry.content[0].value.startswith("<p>Words go </p>")
    assert "script" not in entry.content[0].value


def test_a_cover_is_the_picture(client):
    make_whole(cover=make_image())

    (entry,) = feedparser.parse(client.get("/feed.rss").content).entries

    assert entry.media_content[0]["type"] == "image/jpeg"


@pytest.mark.parametrize("address", FEEDS[1:3])
def test_a_feed_asks_as_much_of_the_database_for_many_pieces_as_for_few(client, address, django_assert_max_num_queries):
    for number in range(3):
        make_whole(f"Piece {number}")
    client.get(address)

    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


def test_a_feed_is_only_read(client):
    assert client.post("/feed.atom").status_code == 405
