"""A feed's bytes as posts: titles, addresses, cleaned text. Nothing is fetched and nothing in it is trusted."""

import calendar
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import feedparser
import nh3
from django.utils.text import Truncator

from content.importing.entries import plain
from content.importing.piece import Refused
from content.importing.xml_reading import XmlFile
from content.offsite.addresses import NoAddress, canonical

MOST_POSTS = 200
MOST_CONTENT = 300_000
TAGS = {
    *("p", "br", "hr", "b", "strong", "i", "em", "code", "pre", "sup", "sub", "a", "ul", "ol", "li", "blockquote"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
}


@dataclass(frozen=True)
class Post:
    address: str
    title: str
    summary: str
    content: str
    author_name: str
    published_at: datetime | None
    responses: int | None


def read_posts(body: bytes) -> list[Post]:
    """The posts of a feed, the first `MOST_POSTS` of them; Refused if it is none."""
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(body)
        file.flush()
        mended = XmlFile(Path(file.name)).mended()
    feed = feedparser.parse(BytesIO(mended), sanitize_html=False)
    if not feed.version:
        raise Refused("it is no feed; look for the address of its RSS or Atom feed")
    return list(_posts(feed.entries[:MOST_POSTS]))


def _posts(entries) -> Iterator[Post]:
    for entry in entries:
        try:
            address = canonical(entry.get("feedburner_origlink") or entry.get("link") or "")
        except NoAddress:
            continue
        content = max((one.get("value") or "" for one in entry.get("content") or ()), key=len, default="")
        summary = entry.get("summary") or ""
        yield Post(
            address=address,
            title=Truncator(plain(entry.get("title") or "") or address).chars(255),
            summary=Truncator(plain(summary[:20_000])).chars(600),
            content=cleaned((content or summary)[:MOST_CONTENT]),
            author_name=plain(str(entry.get("author") or ""))[:200],
            published_at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
            responses=_number(entry.get("slash_comments") or entry.get("thr_total")),
        )


def cleaned(html: str) -> str:
    """What may be shown inside the house before anybody adopts it: words, lists, links. No picture is loaded."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )


def _moment(parsed) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _number(said) -> int | None:
    said = str(said or "").strip()
    return int(said) if said.isdecimal() and len(said) < 9 else None
