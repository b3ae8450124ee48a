"""Blogs, posts and feeds as they come in from outside."""

from datetime import UTC, date, datetime

from content.models import OffsiteBlog, OffsitePost
from content.offsite.reading import Post
from tests.factories import NOON, make_expert


def make_blog(name="Ada writes", *, feed_url="https://ada.example/feed", **fields):
    fields.setdefault("expert", make_expert())
    fields.setdefault("started_on", date(2026, 1, 1))
    fields.setdefault("home_url", "https://ada.example/")
    return OffsiteBlog.objects.create(name=name, feed_url=feed_url, **fields)


def make_post(blog=None, *, address="https://ada.example/one", title="One", **fields):
    fields.setdefault("found_at", NOON)
    fields.setdefault("published_at", NOON)
    return OffsitePost.objects.create(blog=blog or make_blog(), canonical_url=address, title=title, **fields)


def post(address="https://ada.example/one", **fields):
    said = {"title": "One", "summary": "", "content": "", "author_name": "", "responses": None}
    return Post(address=address, **said | {"published_at": datetime(2026, 3, 1, tzinfo=UTC)} | fields)


def feed(*items: str) -> bytes:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel><title>Ada</title>'
        f"<link>https://ada.example/</link>{''.join(items)}</channel></rss>"
    ).encode()


def item(title="One", link="https://ada.example/one?utm_source=rss#c", more="", content="<p>Words</p>") -> str:
    return (
        f"<item><title>{title}</title><link>{link.replace('&', '&amp;')}</link><pubDate>Sun, 01 Mar 2026 09:00:00 +0000</pubDate>{more}"
        f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
    )
