"""HTML of any origin as the blocks of an asset's body, in order, with a note for what could not come along.

Pictures stand in the blocks as `Picture`, links to pieces of the same import as `@source`: the writer puts the keys in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from bs4 import BeautifulSoup, Tag

from content.importing.documents import NoDocuments
from content.importing.films import film_address
from content.importing.links import Links, ToNowhere, ToPage, ToPiece
from content.importing.lists import Lists
from content.importing.piece import Document, Documents, Note, Picture, Pictures, Piece, Refused
from content.importing.rich_text import BLOCKS, DROPPED, Inline, Part, clean, has_blocks, is_hidden, sample
from content.importing.tables import table_value
from content.importing.typed import Typed
from content.importing.words import MARKUP, TAGS, lines, said_by, trimmed, words

DEEPEST = 150
HEADING_LENGTH = 160
CAPTION_LENGTH = 300
ALTERNATIVE_LENGTH = 300
ACTION_LENGTH = 120
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Block:
    type: str
    value: object


@dataclass
class Body:
    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    companion: str | None = None
    """The source of the piece that the companion's address leads to."""
    documents: dict[str, Document] = field(default_factory=dict)
    """By the address that stands in the blocks."""


def body_of(piece: Piece, *, links: Links, pictures: Pictures, documents: Documents | None = None) -> Body:
    soup = BeautifulSoup(piece.html, "html.parser")
    if _depth(soup) > DEEPEST:
        raise Refused(f"its HTML is nested deeper than {DEEPEST} levels")
    walk = _Walk(piece, soup, links=links, pictures=pictures, documents=documents or NoDocuments())
    walk.container(soup)
    walk.close_text()
    walk.find_companion()
    return walk.body


def _depth(soup: BeautifulSoup) -> int:
    deepest, waiting = 0, [(soup, 0)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in node.children if isinstance(child, Tag)]
    return deepest


@dataclass(frozen=True)
class _Remembered:
    """Documents, each kept where the writer finds it again."""

    documents: Documents
    found: dict[str, Document]

    def find(self, address: str, *, beside: str) -> Document | None:
        document = self.documents.find(address, beside=beside)
        if document:
            self.found[document.address] = document
        return document


class _Walk:
    def __init__(self, piece: Piece, soup: BeautifulSoup, *, links: Links, pictures: Pictures, documents: Documents):
        self.body = Body()
        self._piece = piece
        self._pictures = pictures
        note = self.body.notes.append
        documents = _Remembered(documents, self.body.documents)
        self._inline = Inline(links, beside=piece.folder, note=note, documents=documents)
        self._typed = Typed(
            follow=self._inline.target,
            pictures=pictures,
            documents=documents,
            beside=piece.folder,
            note=note,
            exact=piece.exact,
        )
        self._lists = Lists(self._inline, note=note)
        self._text: list[str] = []
        self._top = min((int(tag.name[1]) for tag in soup.find_all(HEADINGS)), default=2)
        self._by_name: dict[str, Callable[[Tag], None]] = {
            **dict.fromkeys(HEADINGS, self._heading),
            **dict.fromkeys(("ul", "ol"), self._list),
            "blockquote": self._quote,
            "pre": self._sample,
            "table": self._table,
            "figure": self._figure,
            "hr": lambda tag: self._text.append("<hr/>"),
            "dt": self._strong_line,
            "summary": self._strong_line,
        }

    # Text gathers until a block of another kind comes, so that one essay is not fifty blocks.

    def close_text(self) -> None:
        html = clean("".join(self._text))
        self._text.clear()
        if TAGS.sub("", html).strip() or "<hr/>" in html:
            self._add("text", html)

    def container(self, parent: Tag) -> None:
        run: list = []
        for node in list(parent.children):
            is_block = isinstance(node, Tag) and (
                node.name in BLOCKS or (node.name not in DROPPED and has_blocks(node))
            )
            if not is_block:
                run.append(node)
                continue
            self._paragraph(run)
            run = []
            self._block(node)
        self._paragraph(run)

    def _add(self, kind: str, value: object) -> None:
        self.body.blocks.append(Block(kind, value))

    def _put(self, kind: str, value: object) -> None:
        self.close_text()
        self._add(kind, value)

    def _note(self, kind: str, detail: str = "") -> None:
        self.body.notes.append(Note(kind, detail))

    def find_companion(self) -> None:
        if not self._piece.companion:
            return
        end = self._inline.target(self._piece.companion)
        if isinstance(end, ToPiece):
            self.body.companion = end.source
        else:
            self._note("companion that is not here left out", self._piece.companion)

    def _block(self, tag: Tag) -> None:
        if tag.get("data-block") == "text" or tag.get("data-part") == "text":
            self._exact_text(tag)
            return
        if tag.has_attr("data-block"):
            typed = self._typed.block(tag)
            if typed:
                if typed[1] is not None:
                    self._put(*typed)
                return
        self._by_name.get(tag.name, self.container)(tag)

    def _exact_text(self, tag: Tag) -> None:
        """A block begins a text of its own; a part goes on with the text that stands before it."""
        if tag.has_attr("data-block"):
            self.close_text()
        self._text.append(self._typed.html(tag))

    def _paragraph(self, nodes: list) -> None:
        nodes = [node for node in nodes if not is_hidden(node)]
        significant = [node for node in nodes if isinstance(node, Tag) or node.strip()]
        if len(significant) == 1 and isinstance(significant[0], Tag) and self._alone(significant[0]):
            return
        self._flow(self._inline.parts(nodes))

    def _flow(self, parts: list[Part]) -> None:
        for part in parts:
            if isinstance(part, Tag):
                self._media(part)
            elif TAGS.sub("", part).strip():
                self._text.append(f"<p>{trimmed(part)}</p>")

    def _alone(self, tag: Tag) -> bool:
        """A link on a line of its own: to a piece it is a call to action, to a film the film."""
        text = " ".join(tag.get_text().split())
        if tag.name != "a" or not text or tag.find("img"):
            return False
        href = str(tag.get("href") or "")
        film = film_address(href)
        if film and len(text) <= HEADING_LENGTH:
            self._put("video", {"title": text, "address": film})
            return True
        end = self._inline.target(href)
        if href.startswith("asset:") and isinstance(end, ToPiece) and len(text) <= ACTION_LENGTH:
            self._put("call_to_action", {"text": text, "page": f"@{end.source}"})
            return True
        return False

    def _heading(self, tag: Tag) -> None:
        parts = self._inline.parts(tag.children)
        text = words("".join(part for part in parts if isinstance(part, str)))
        level = int(tag.name[1]) - self._top
        if text == self._piece.title and not self.body.blocks and not self._text:
            return
        if any("<a " in part for part in parts if isinstance(part, str)):
            self._note("link in a heading left out", text)
        if level > 1:
            self._note("heading of a lower level made a sub-section", text)
        if len(text) > HEADING_LENGTH:
            self._text.append(f"<p><b>{escape(text, quote=False)}</b></p>")
        elif text:
            self._put("heading", {"text": text, "level": "h2" if level <= 0 else "h3"})
        self._flow([part for part in parts if isinstance(part, Tag)])

    def _strong_line(self, tag: Tag) -> None:
        if has_blocks(tag):
            self.container(tag)
        else:
            self._flow(
                [f"<b>{p}</b>" if isinstance(p, str) and p.strip() else p for p in self._inline.parts(tag.children)]
            )

    def _sample(self, tag: Tag) -> None:
        if tag.get_text().strip():
            self._text.append(f"<p>{sample(tag.get_text())}</p>")

    def _list(self, tag: Tag) -> None:
        after: list[Tag] = []
        self._text.append(self._lists.html(tag, after))
        for block in after:
            self._block(block) if block.name in BLOCKS else self._media(block)

    def _quote(self, tag: Tag) -> None:
        after: list[Tag] = []
        said, rest = [], []
        run: list = []
        for node in [*tag.children, None]:
            if node is not None and not (isinstance(node, Tag) and (node.name in BLOCKS or has_blocks(node))):
                run.append(node)
                continue
            said.append(self._inline.line(run, after))
            run = []
            if isinstance(node, Tag) and node.name in {"p", "footer", "div"} and not has_blocks(node):
                said.append(self._inline.line(node.children, after))
            elif node is not None:
                rest.append(node)
        self._say([line for line in said if line])
        for node in rest:
            self._block(node)
        self._flow(after)

    def _say(self, paragraphs: list[str]) -> None:
        if not paragraphs:
            return
        html = "<br/><br/>".join(paragraphs)
        text, who = said_by("\n\n".join(lines(paragraph) for paragraph in paragraphs))
        formatted = MARKUP.search(html)
        if "<a " in html or (formatted and not who):
            self._text.append(f"<blockquote>{html}</blockquote>")
            return
        if formatted:
            self._note("emphasis in a quote left out", text[:60])
        self._put("quote", {"text": text, "attribution": who})

    def _table(self, tag: Tag) -> None:
        if len(tag.find_all("table")) or tag.find(["ul", "ol", "pre"]):
            self._note("table that holds lists or tables made paragraphs", tag.get_text()[:60])
            self.container(tag)
            return
        after: list[Tag] = []
        value = table_value(tag, words=lambda cell: self._cell(cell, after))
        if value:
            self._put("table", value)
        self._flow(after)

    def _cell(self, cell: Tag, after: list[Tag]) -> str:
        html = self._inline.line(cell.children, after)
        if "<a " in html:
            self._note("link in a table left as text", words(html)[:60])
        return lines(html)

    def _figure(self, tag: Tag) -> None:
        caption_tag = tag.find("figcaption")
        pictures = tag.find_all("img")
        if not caption_tag or len(pictures) != 1 or has_blocks(tag) and tag.find(["table", "blockquote", "ul", "pre"]):
            self.container(tag)
            return
        caption = self._inline.line(caption_tag.extract().children, [])
        if "<a " in caption:
            self._note("link in a caption left as text", words(caption)[:60])
        if not self._picture(pictures[0], caption=words(caption)) and words(caption):
            self._text.append(f"<p>{caption}</p>")

    def _media(self, tag: Tag) -> None:
        if tag.name == "img":
            self._picture(tag, caption=str(tag.get("title") or ""))
            return
        address = str(tag.get("src") or getattr(tag.find("source"), "attrs", {}).get("src") or "")
        title = " ".join(str(tag.get("title") or "").split()) or "Video"
        film = film_address(address)
        end = self._inline.target(address)
        if film:
            self._put("video", {"title": title[:HEADING_LENGTH], "address": film})
        elif address and not isinstance(end, ToNowhere | ToPiece | ToPage):
            self._note(f"<{tag.name}> made a link", address)
            said = title if tag.get("title") else address
            self._text.append(f'<p><a href="{escape(end.address)}">{escape(said, quote=False)}</a></p>')
        else:
            self._note(f"<{tag.name}> left out", address)

    def _picture(self, tag: Tag, *, caption: str) -> bool:
        """Puts a picture in, as a figure if it has a caption; False if there is none to put."""
        address = str(tag.get("src") or "")
        alternative = " ".join(str(tag.get("alt") or "").split())
        try:
            picture = self._pictures.find(address, beside=self._piece.folder)
        except Refused as refusal:
            self._note(f"picture left out: {refusal}", f"{address} ({alternative})" if alternative else address)
            return False
        if len(alternative) > ALTERNATIVE_LENGTH:
            self._note("description of a picture shortened", alternative)
        self._place(picture, alternative[:ALTERNATIVE_LENGTH], " ".join(caption.split()))
        return True

    def _place(self, picture: Picture, alternative: str, caption: str) -> None:
        value = {"image": picture, "alternative_text": alternative}
        if caption and len(caption) <= CAPTION_LENGTH:
            self._put("figure", value | {"caption": caption, "source": ""})
            return
        self._put("image", value)
        if caption:
            self._text.append(f"<p><i>{escape(caption, quote=False)}</i></p>")
