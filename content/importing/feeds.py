"""Reads files of RSS and Atom, Blogger's export among them. Nothing is fetched: what the file holds is what there is."""

import calendar
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import feedparser

from content.importing.entries import Entry, Export, path_of, person
from content.importing.mapping import Mapping
from content.importing.piece import Cover, Note, Person, Refused
from content.importing.xml_reading import XmlFile

MOST_BYTES = 30_000_000
ONLY_A_SUMMARY = "the feed has a summary of it only, so it is a draft"
BLOGGER = "http://schemas.google.com/blogger/2008/kind#"


def read_feed(path: Path, mapping: Mapping) -> Export:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refused(
            f"it is {size / 1e6:,.0f} MB large, and no more than {MOST_BYTES // 1_000_000} MB of a feed are read at once"
        )
    file = XmlFile(path)
    # As a file, since feedparser would take bytes for the name of one.
    feed = feedparser.parse(BytesIO(file.mended()), sanitize_html=False)
    address = urlsplit(feed.feed.get("link") or "")
    export = Export(
        name=f"{address.netloc}{address.path}".strip("/") or path.stem,
        site=mapping.site.rstrip("/"),
        notes=file.notes,
    )
    if not feed.entries:
        raise Refused("it is a feed without a single entry")
    for number, entry in enumerate(feed.entries, start=1):
        _FeedEntry(entry, number, feed.feed, export.site).hand_to(export)
    return export


class _FeedEntry:
    """One entry of a feed on its way to a piece."""

    def __init__(self, entry, number: int, feed, site: str):
        self._entry = entry
        self._number = number
        self._feed = feed
        self._site = site
        self._link = entry.get("link") or ""
        self._notes: list[Note] = []

    def hand_to(self, export: Export) -> None:
        key = (self._entry.get("id") or self._link or f"entry-{self._number}")[:300]
        kind = next((t["term"].removeprefix(BLOGGER) for t in self._terms() if t["term"].startswith(BLOGGER)), "post")
        title = self._entry.get("title") or ""
        if kind != "post":
            export.leave_out(key, f"its type in Blogger is '{kind}'; only posts come in", title)
        else:
            export.take(self._made(key, title))

    def _made(self, key: str, title: str) -> Entry:
        summary = self._entry.get("summary") or ""
        html = self._content() or summary
        for enclosure in self._entry.get("enclosures") or ():
            self._notes.append(Note("enclosed file left out", str(enclosure.get("href") or "")[:200]))
        return Entry(
            key=key,
            kind="post",
            title=title,
            slug=path_of(self._link).rstrip("/").rpartition("/")[2].removesuffix(".html"),
            html=html,
            summary=summary if self._content() and summary != html else "",
            published_at=self._moment(),
            authors=tuple(self._authors()),
            tags=tuple(self._tags()),
            cover=self._cover(),
            old=(path_of(self._link),) if self._is_ours and path_of(self._link) else (),
            canonical_url="" if self._is_ours else self._link,
            held_back="" if self._content() else ONLY_A_SUMMARY,
            notes=tuple(self._notes),
        )

    @property
    def _is_ours(self) -> bool:
        """The mapping says that this site stood where the feed comes from: old addresses lead here, not away."""
        return bool(self._site) and urlsplit(self._link).netloc == urlsplit(self._site).netloc

    def _content(self) -> str:
        return max((content.get("value") or "" for content in self._entry.get("content") or ()), key=len, default="")

    def _moment(self) -> datetime | None:
        parsed = self._entry.get("published_parsed") or self._entry.get("updated_parsed")
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
        except (ValueError, OverflowError, OSError):
            return None

    def _authors(self) -> Iterator[Person]:
        named = [one.get("name") for one in self._entry.get("authors") or () if one.get("name")]
        for name in named or [self._entry.get("author") or ""]:
            known = person(name.partition("@")[0] if "@" in name else name)
            if known:
                yield known

    def _terms(self) -> list[dict]:
        return [term for term in self._entry.get("tags") or () if term.get("term")]

    def _tags(self) -> Iterator[str]:
        for term in self._terms():
            name = " ".join((term.get("label") or term["term"]).split())
            if not name.startswith(("http://", "https://")):
                yield name

    def _cover(self) -> Cover | None:
        address = next((one.get("url") for one in self._entry.get("media_thumbnail") or () if one.get("url")), "")
        return Cover(address) if address else None
