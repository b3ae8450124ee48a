from datetime import UTC, datetime

import pytest
from wagtail.contrib.redirects.models import Redirect

from content.importing.run import NothingToImport
from content.models import AssetPage
from tests.content.importing.exports import FIXTURES, PLACED, counts, reasons, take
from tests.content.importing.makers import kinds, only_asset

pytestmark = pytest.mark.django_db
RSS = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>https://jo.example/</link>
<item><title>A post</title><link>https://jo.example/notes/a-post</link><guid>https://jo.example/?p=1</guid>
<dc:creator>Jo Finch</dc:creator><category>Law</category><pubDate>Mon, 06 May 2019 07:08:09 GMT</pubDate>
<description>In short.</description>{}</item></channel></rss>"""
WHOLE = "<content:encoded><![CDATA[<p>All of it.</p><script>alert(1)</script>]]></content:encoded>"
BLOGGER = """<feed xmlns="http://www.w3.org/2005/Atom"><id>b</id><title>b</title>
<entry><id>post-1</id><title>A post</title><published>2019-05-06T07:08:09Z</published>
<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#post"/>
<category term="Law"/><content type="html">&lt;p&gt;Words&lt;/p&gt;</content><author><name>Jo</name></author></entry>
<entry><id>comment-1</id><title>Re</title><content type="html">x</content>
<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#comment"/>
</entry></feed>"""


def write(folder, text, name="feed.xml", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_an_entry_keeps_its_address_its_author_and_its_day(tmp_path):
    report = take(write(tmp_path, RSS.format(WHOLE)))

    asset = only_asset()
    assert (asset.title, asset.slug, asset.summary, asset.live) == ("A post", "a-post", "In short.", True)
    assert asset.canonical_url == "https://jo.example/notes/a-post"
    assert asset.first_published_at == datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC)
    assert [expert.name for expert in asset.authors()] == ["Jo Finch"]
    assert [topic.name for topic in asset.topics.all()] == ["Law"]
    assert asset.body.raw_data[0]["value"] == "<p>All of it.</p>"
    assert kinds(report) == {"<script> left out"}
    assert not Redirect.objects.exists()


def test_of_our_own_old_site_the_addresses_lead_here(tmp_path):
    take(write(tmp_path, RSS.format(WHOLE)), mapping=PLACED | {"site": "https://jo.example"})

    assert only_asset().canonical_url == ""
    assert Redirect.objects.get().old_path == "/notes/a-post"


def test_an_entry_with_a_summary_only_is_a_draft(tmp_path):
    report = take(write(tmp_path, RSS.format("")))

    assert not only_asset().live
    assert "the feed has a summary of it only, so it is a draft" in kinds(report)


def test_of_a_blogger_export_the_posts_come_in(tmp_path):
    report = take(write(tmp_path, BLOGGER))

    assert (counts(report)["created"], reasons(report)) == (1, ["its type in Blogger is 'comment'; only posts come in"])
    assert [topic.name for topic in only_asset().topics.all()] == ["Law"]


@pytest.mark.parametrize(
    ("text", "encoding", "title"),
    [
        ('<?xml version="1.0" encoding="utf-8"?>', "cp1252", "Café – “x”"),
        ('<?xml version="1.0" encoding="iso-8859-1"?>', "utf-8", "Café – “x”"),
        ('<?xml version="1.0" encoding="utf-16"?>', "utf-16", "Café – “x”"),
        ('<?xml version="1.0" encoding="koi8-r"?>', "koi8-r", "Дело"),
        ("", "utf-8-sig", "Café – “x”"),
    ],
)
def test_wrong_and_foreign_encodings_are_read_as_what_they_are(tmp_path, text, encoding, title):
    take(write(tmp_path, text + RSS.format(WHOLE).replace("A post", title), encoding=encoding))

    assert only_asset().title == title


@pytest.mark.parametrize("encoding", ["zlib", "klingon", "unicode_escape", "utf-7"])
def test_an_encoding_that_is_none_is_refused_by_name(tmp_path, encoding):
    path = write(tmp_path, f'<?xml version="1.0" encoding="{encoding}"?>' + RSS.format(WHOLE))

    with pytest.raises(NothingToImport, match=encoding):
        take(path)


@pytest.mark.skipif(not FIXTURES.is_dir(), reason="the example data is not on this machine")
def test_every_feed_fixture_is_read_or_refused_in_a_sentence():
    created, left_out, refused = 0, 0, []
    for path in sorted((FIXTURES / "feeds-basic").rglob("*.xml")):
        try:
            found = counts(take(path, mapping={}, dry_run=True))
            created, left_out = created + found["created"], left_out + found["left out"]
        except NothingToImport as refusal:
            refused.append(str(refusal).partition(": ")[2])

    assert not AssetPage.objects.exists()
    assert set(refused) == {"it is a feed without a single entry."}
    assert (created, left_out, len(refused)) == (15, 52, 55)
