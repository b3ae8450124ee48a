"""The body of an asset as Markdown, with the addresses that links, pictures and documents have in the export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from content.exporting import blocks, rich_text
from content.exporting.blocks import Written
from content.exporting.files import Files
from content.importing.body import Block, body_of
from content.importing.links import Links
from content.importing.markdown_text import exact_html
from content.importing.piece import Document, Note, Picture, Piece, Refused
from content.importing.typed import Typed
from content.models import AssetPage


@dataclass(frozen=True)
class _Linked:
    """What the import's links want to know of a piece."""

    source: str
    addresses: tuple[str, ...]


class _Shown:
    """Stands for the pictures of the folder while a body is read back: each is its address."""

    def find(self, address: str, *, beside: str) -> Picture:
        if not address:
            raise Refused("it has no address")
        return Picture(path=Path(address), source_path=address, name=address, hash=address)


@dataclass(frozen=True)
class _Offered:
    """The same for documents."""

    files: Files

    def find(self, address: str, *, beside: str) -> Document | None:
        if address not in self.files.documents:
            return None
        return Document(path=Path(address), address=address, name=address, title=address, hash=address)


@dataclass
class Bodies:
    """`assets` are the files of exported assets by their keys, `pages` paths of other pages, `outside` whole addresses."""

    assets: Mapping[int, str]
    pages: Mapping[int, str]
    outside: Mapping[int, str]
    files: Files
    _notes: list[Note] = field(default_factory=list)

    def __post_init__(self):
        self._links = Links([_Linked(path, (path,)) for path in self.assets.values()], pages=set(self.pages.values()))
        self._documents = _Offered(self.files)

    def written(self, asset: AssetPage) -> tuple[str, list[Note]]:
        """The Markdown, and what could not be said in it."""
        self._notes = []
        found: list[Written] = []
        for raw in asset.body.raw_data:
            is_after_text = bool(found) and found[-1].means.type == "text"
            block = self._block(raw["type"], raw["value"], after_text=is_after_text)
            if block:
                found.append(block)
        text, same = blocks.body(found, lambda markdown: self._read_back(markdown, asset.title))
        if not same:
            self._notes.append(Note("text that the import will read in another form"))
        return text, self._notes

    def _read_back(self, markdown: str, title: str) -> list[Block]:
        piece = Piece.bare(title=title, html=exact_html(markdown))
        return body_of(piece, links=self._links, pictures=_Shown(), documents=self._documents).blocks

    def _block(self, kind: str, value, *, after_text: bool) -> Written | None:
        if kind == "text":
            html = self._html(value)
            return blocks.text_block(html, means=self._meaning, after_text=after_text) if self._says(html) else None
        write = getattr(self, f"_{kind}", None)
        if write is None:
            self._notes.append(Note("block of an unknown type left out", kind))
        return write(value) if write else None

    @staticmethod
    def _says(html: str) -> bool:
        soup = BeautifulSoup(html, "html.parser")
        return bool(soup.get_text().strip() or soup.find("hr"))

    def _html(self, html: str | None) -> str:
        """A text in its normal form, its links those of the export."""
        soup = rich_text.normal(html or "")
        for link in soup.find_all("a"):
            self._lead(link)
        return str(soup)

    def _lead(self, link: Tag) -> None:
        kind, key = link.get("linktype"), str(link.get("id") or "")
        if not kind:
            link.attrs = {"href": str(link.get("href") or "")}
            return
        number = int(key) if key.isdecimal() else None
        href = self._page(number) if kind == "page" else self.files.document(number) if kind == "document" else ""
        if href:
            link.attrs = {"href": href}
        else:
            self._notes.append(Note("link to what is not exported left as text", link.get_text()[:60]))
            link.unwrap()

    def _page(self, key: int | None) -> str:
        return self.assets.get(key) or self.pages.get(key) or self.outside.get(key) or ""

    def _meaning(self, holder: Tag) -> str:
        typed = Typed(
            follow=lambda href: self._links.follow(href, beside=""),
            pictures=_Shown(),
            documents=self._documents,
            beside="",
            note=self._notes.append,
            exact=True,
        )
        return typed.html(holder)

    def _heading(self, value: dict) -> Written | None:
        said = {"text": _line(value.get("text")), "level": value.get("level") or "h2"}
        return blocks.heading(said) if said["text"] else None

    def _image(self, value: dict) -> Written | None:
        shown = self._shown(value)
        return shown and blocks.image(shown, shown["image"].source_path)

    def _figure(self, value: dict) -> Written | None:
        shown = self._shown(value)
        said = {"caption": _line(value.get("caption")), "source": _line(value.get("source"))}
        return shown and blocks.figure(shown | said, shown["image"].source_path)

    def _shown(self, value: dict) -> dict | None:
        address = self.files.picture(value.get("image"))
        if not address:
            self._notes.append(Note("picture that is gone left out", _line(value.get("alternative_text"))))
            return None
        picture = _Shown().find(address, beside="")
        return {"image": picture, "alternative_text": _line(value.get("alternative_text"))}

    def _quote(self, value: dict) -> Written:
        said = str(value.get("text") or "").replace("\r\n", "\n")
        return blocks.quote({"text": said, "attribution": _line(value.get("attribution"))})

    def _video(self, value: dict) -> Written:
        path = self.files.document(value.get("file"))
        transcript = self._html(value.get("transcript")) if self._says(value.get("transcript") or "") else ""
        minutes = value.get("minutes")
        said = {
            "title": _line(value.get("title")),
            "file": self._documents.find(path, beside=""),
            "address": value.get("address") or "",
            "minutes": None if minutes in (None, "") else str(minutes),
            "transcript": self._meaning(rich_text.normal(transcript)) if transcript else "",
        }
        return blocks.video(said, path, transcript)

    def _table(self, value: dict | None) -> Written | None:
        return blocks.table(blocks.canonical_table(value)) if value and value.get("data") else None

    def _download(self, value: dict) -> Written | None:
        path = self.files.document(value.get("document"))
        if not path:
            self._notes.append(Note("download that is gone left out", _line(value.get("description"))))
            return None
        said = {"document": self._documents.find(path, beside=""), "description": _line(value.get("description"))}
        return blocks.download(said, path, self.files.documents[path].title)

    def _call_to_action(self, value: dict) -> Written | None:
        key = value.get("page")
        inside = self.assets.get(key) or self.pages.get(key) or ""
        address = value.get("address") or ("" if inside else self.outside.get(key, ""))
        if key and not inside:
            self._notes.append(Note("call to a page that is not exported", _line(value.get("text"))))
        said = {"text": _line(value.get("text")), "page": f"@{inside}" if inside else None, "address": address}
        return blocks.call_to_action(said, inside)


def _line(text: object) -> str:
    return str(text or "").replace("\r\n", "\n")
