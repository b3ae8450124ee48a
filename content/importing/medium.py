"""Reads Medium's exports: one HTML file for each post."""

from datetime import UTC, datetime
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from content.importing.encodings import EncodedText
from content.importing.entries import Entry, Export, person
from content.importing.piece import Refused

MOST_BYTES = 2_000_000
BODY = 'data-field="body"'


def is_medium(text: str) -> bool:
    return BODY in text


def read_medium(path: Path) -> Export:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refused(f"it is larger than {MOST_BYTES // 1_000_000} MB of text")
    soup = BeautifulSoup("".join(EncodedText(path).chunks()), "html.parser")
    body = soup.find(attrs={"data-field": "body"})
    if not isinstance(body, Tag):
        raise Refused("it is no post of Medium: it has no body")
    for rule in body.find_all(class_="section-divider"):
        rule.decompose()
    canonical = _address(soup, "p-canonical")
    export = Export(name="medium")
    export.take(
        Entry(
            key=canonical.rpartition("-")[2] or path.stem,
            kind="post",
            title=_words(soup, "p-name") or (soup.title.get_text(" ", strip=True) if soup.title else ""),
            slug=canonical.rpartition("/")[2].rpartition("-")[0] or path.stem,
            html=body.decode_contents(),
            summary=_words(soup, "p-summary"),
            published_at=_moment(soup),
            authors=tuple(
                filter(None, [person(_words(soup, "p-author"), _address(soup, "p-author").rpartition("@")[2])])
            ),
            tags=tuple(tag.get_text(" ", strip=True) for tag in soup.find_all(class_="p-tag")),
            canonical_url=canonical,
            held_back="" if _moment(soup) else "a draft there, so a draft here",
        )
    )
    return export


def _words(soup: BeautifulSoup, name: str) -> str:
    found = soup.find(class_=name)
    return found.get_text(" ", strip=True) if found else ""


def _address(soup: BeautifulSoup, name: str) -> str:
    found = soup.find(class_=name)
    return str(found.get("href") or "") if isinstance(found, Tag) else ""


def _moment(soup: BeautifulSoup) -> datetime | None:
    found = soup.find(class_="dt-published")
    try:
        moment = datetime.fromisoformat(str(found.get("datetime") or "")) if isinstance(found, Tag) else None
    except ValueError:
        return None
    return moment and moment.replace(tzinfo=moment.tzinfo or UTC)
