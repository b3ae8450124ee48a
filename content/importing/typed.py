"""Blocks that say what they are: HTML with `data-block`, as our export writes what Markdown cannot say exactly.

Their words are taken as they stand. What may not stand in a text, and links that lead nowhere, are left out here too.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bs4 import Tag

from content.importing.links import ToNowhere, ToPage, ToPiece
from content.importing.piece import Documents, Note, Pictures, Refused
from content.importing.rich_text import STYLES, clean
from content.importing.tables import typed_table_value

# Beautiful Soup sorts attributes; Wagtail and the rest of the import write them in this order.
KEY_FIRST = re.compile(r'<a id="([^"]*)" linktype="(\w+)">')
WEB = ("http://", "https://")
MOST_WORDS = {"heading": 160, "alternative_text": 300, "caption": 300, "source": 200, "attribution": 160}


@dataclass(frozen=True)
class Typed:
    """`follow` says where an address leads; a value is None if nothing of a block can be kept."""

    follow: Callable[[str], object]
    pictures: Pictures
    documents: Documents
    beside: str
    note: Callable[[Note], None]
    exact: bool = False

    def block(self, tag: Tag) -> tuple[str, object] | None:
        """Type and value; None for a type that is not known."""
        kind = str(tag["data-block"])
        read = getattr(self, f"_{kind}", None) if kind in KINDS else None
        value = read(tag) if read else None
        if read is None:
            self.note(Note("block of an unknown type read as HTML", kind[:60]))
        return (kind, value) if read else None

    def html(self, tag: Tag) -> str:
        """The inside of a tag as a text block holds it."""
        for inner in tag.find_all(list(STYLES)):
            inner.name = STYLES[inner.name]
        for link in tag.find_all("a"):
            self._lead(link)
        return KEY_FIRST.sub(r'<a linktype="\2" id="\1">', clean(tag.decode_contents()))

    def _lead(self, link: Tag) -> None:
        href = str(link.get("href") or "")
        end = self.follow(href)
        document = self._document_at(href)
        if document:
            link.attrs = {"linktype": "document", "id": f"@{document.address}"}
        elif isinstance(end, ToPiece):
            link.attrs = {"linktype": "page", "id": f"@{end.source}"}
        elif isinstance(end, ToPage):
            link.attrs = {"linktype": "page", "id": f"@{end.path}"}
        elif isinstance(end, ToNowhere) and not (self.exact and href.startswith(("#", "/"))):
            self.note(Note(end.reason, href))
            link.unwrap()
        else:
            link.attrs = {"href": href}

    def _document_at(self, address: str):
        try:
            return self.documents.find(address, beside=self.beside)
        except Refused as refusal:
            self.note(Note(f"document left out: {refusal}", address))
            return None

    def _heading(self, tag: Tag) -> dict:
        return {"text": _short(tag, "heading"), "level": "h3" if tag.name == "h3" else "h2"}

    def _image(self, tag: Tag) -> dict | None:
        shown = tag.find("img") or Tag(name="img")
        address = str(shown.get("src") or "")
        try:
            picture = self.pictures.find(address, beside=self.beside)
        except Refused as refusal:
            self.note(Note(f"picture left out: {refusal}", address))
            return None
        return {"image": picture, "alternative_text": str(shown.get("alt") or "")[: MOST_WORDS["alternative_text"]]}

    def _figure(self, tag: Tag) -> dict | None:
        value = self._image(tag)
        source = tag.find("small")
        said = {"source": _short(source, "source") if source else ""}
        return value and value | {"caption": _short(tag.find("span"), "caption")} | said

    def _quote(self, tag: Tag) -> dict:
        who = tag.find("footer")
        return {"text": _words(tag.find("p")), "attribution": _short(who, "attribution").removeprefix("— ")}

    def _video(self, tag: Tag) -> dict:
        film, title, transcript = tag.find("video"), tag.find("figcaption"), tag.find("div")
        link = title and title.find("a")
        minutes = str(tag.get("data-minutes") or "")
        return {
            "title": _words(title)[:160] or "Video",
            "file": self._document_at(str(film.get("src"))) if film else None,
            "address": _web(link),
            "minutes": minutes if minutes.replace(".", "", 1).isdecimal() else None,
            "transcript": self.html(transcript) if transcript else "",
        }

    def _table(self, tag: Tag) -> dict:
        return typed_table_value(tag, words=_words)

    def _download(self, tag: Tag) -> dict | None:
        link, said = tag.find("a") or Tag(name="a"), tag.find("span")
        document = self._document_at(str(link.get("href") or ""))
        if document is None:
            self.note(Note("download without its document left out", _words(link)[:60]))
        return document and {"document": document, "description": _words(said)[:200]}

    def _call_to_action(self, tag: Tag) -> dict:
        link = tag.find("a") or Tag(name="a")
        end = self.follow(str(link.get("href") or ""))
        page = end.source if isinstance(end, ToPiece) else end.path if isinstance(end, ToPage) else None
        address = str(tag.get("data-address") or "") if page else _web(link)
        return {
            "text": _words(link if link.name and link.get("href") else tag)[:120],
            "page": page and f"@{page}",
            "address": address if address.startswith(WEB) else "",
        }


KINDS = {"heading", "image", "figure", "quote", "video", "table", "download", "call_to_action"}


def _words(tag: Tag | None) -> str:
    """What stands in a tag, letter by letter; its breaks are new lines."""
    return "".join(_letters(tag.descendants)) if tag else ""


def _letters(nodes: Iterable) -> Iterable[str]:
    for node in nodes:
        if not isinstance(node, Tag):
            yield str(node)
        elif node.name == "br":
            yield "\n"


def _short(tag: Tag | None, kind: str) -> str:
    return _words(tag)[: MOST_WORDS[kind]]


def _web(link: Tag | None) -> str:
    address = str(link.get("href") or "") if link else ""
    return address if address.startswith(WEB) else ""
