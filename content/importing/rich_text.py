"""Inline HTML in the words of our rich text editor: what it can hold stays, everything else becomes its text."""

import re
from collections.abc import Callable, Iterable
from html import escape

import nh3
from bs4 import NavigableString, Tag
from bs4.element import PreformattedString

from content.importing.documents import NoDocuments
from content.importing.links import Links, ToNowhere, ToPage, ToPiece
from content.importing.piece import Documents, Note, Refused
from content.importing.words import trimmed

STYLES = {
    **dict.fromkeys(("b", "strong"), "b"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "i"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    "sup": "sup",
    "sub": "sub",
}
MEDIA = {"img", "iframe", "video"}
DROPPED = {
    *("script", "style", "noscript", "template", "form", "input", "button", "select", "textarea", "svg", "math"),
    *("object", "embed", "audio", "canvas", "link", "meta", "base", "head", "map", "applet", "frame", "frameset"),
}
SILENT = {"script", "style", "template"}
PLAIN = {
    *("a", "abbr", "acronym", "bdi", "bdo", "big", "center", "data", "del", "font", "ins", "label", "mark", "picture"),
    *(
        "q",
        "ruby",
        "rt",
        "rp",
        "s",
        "small",
        "source",
        "span",
        "strike",
        "time",
        "u",
        "wbr",
        "image",
        "title",
        "figcaption",
    ),
}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav"),
    *("ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
KNOWN = {*STYLES, *MEDIA, *DROPPED, *PLAIN, *BLOCKS, "br"}
ALLOWED = {"p", "b", "i", "code", "sup", "sub", "a", "ul", "ol", "li", "br", "blockquote", "hr"}
VOID = re.compile(r"<(br|hr)>")
RUNS_OF_BLANKS = re.compile(r" {2,}|^ ", re.MULTILINE)

Part = str | Tag


def is_hidden(node) -> bool:
    return isinstance(node, PreformattedString)


def has_blocks(tag: Tag) -> bool:
    return any(child.name in BLOCKS for child in tag.find_all(True))


def clean(html: str) -> str:
    """The last word on what may stand in a text block, whoever built it; br and hr as the editor wants them."""
    kept = nh3.clean(
        html,
        tags=ALLOWED,
        attributes={"a": {"href", "linktype", "id"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return VOID.sub(r"<\1/>", kept).replace("&nbsp;", "\u00a0")


def sample(text: str) -> str:
    """Lines of code. The editor folds blanks, so those that indent are such as do not fold."""
    lines = RUNS_OF_BLANKS.sub(lambda found: "\u00a0" * len(found[0]), text.expandtabs(4).strip("\n"))
    return "<br/>".join(f"<code>{escape(line)}</code>" if line.strip() else "" for line in lines.split("\n"))


class Inline:
    """Turns nodes into HTML strings with the pictures and films between them left as they are."""

    def __init__(self, links: Links, *, beside: str, note: Callable[[Note], None], documents: Documents | None = None):
        self._links = links
        self._documents = documents or NoDocuments()
        self._beside = beside
        self._note = note

    def parts(self, nodes: Iterable) -> list[Part]:
        found: list[Part] = []
        for node in nodes:
            for part in self._of(node):
                if found and isinstance(part, str) and isinstance(found[-1], str):
                    found[-1] += part
                else:
                    found.append(part)
        return found

    def line(self, nodes: Iterable, after: list[Tag]) -> str:
        """The nodes as one line of text. The pictures and films among them go to `after`."""
        parts = self.parts(nodes)
        after += [part for part in parts if isinstance(part, Tag)]
        return trimmed(" ".join(part for part in parts if isinstance(part, str)))

    def target(self, href: str):
        return self._links.follow(href, beside=self._beside)

    def _of(self, node) -> list[Part]:
        if is_hidden(node):
            return []
        if isinstance(node, NavigableString):
            return [escape(str(node), quote=False)]
        if node.name in DROPPED:
            words = "" if node.name in SILENT else " ".join(node.get_text(" ").split())[:100]
            self._note(Note(f"<{node.name}> left out", str(node.get("src") or words)))
            return []
        if node.name in MEDIA:
            return [node]
        if node.name == "br":
            return ["<br/>"]
        if node.name == "pre":
            return ["<br/>" + sample(node.get_text())]
        return self._element(node)

    def _element(self, node: Tag) -> list[Part]:
        inner = self.parts(node.children)
        if node.name == "a":
            return self._link(node, inner)
        if node.name in STYLES:
            style = STYLES[node.name]
            return _wrapped(inner, f"<{style}>", f"</{style}>")
        if node.name in {"del", "s", "strike"}:
            self._note(Note("strike-through left out, its words kept", node.get_text()[:60]))
        if node.name in BLOCKS:
            return ["<br/>", *inner, "<br/>"]
        if node.name not in KNOWN:
            # <branch-name> in a sentence is no element but what the writer wrote.
            return [f"&lt;{escape(node.name)}&gt;", *inner]
        return inner

    def _link(self, node: Tag, inner: list[Part]) -> list[Part]:
        href = str(node.get("href") or "")
        if "href" not in node.attrs:
            return inner
        if not any(isinstance(part, str) and part.strip() for part in inner):
            if any(isinstance(part, Tag) for part in inner):
                self._note(Note("link around a picture left out", href))
            return inner
        document = self._document(href)
        if document:
            return _wrapped(inner, f'<a linktype="document" id="@{escape(document.address)}">', "</a>")
        end = self.target(href)
        if isinstance(end, ToPage):
            return _wrapped(inner, f'<a linktype="page" id="@{escape(end.path)}">', "</a>")
        if isinstance(end, ToNowhere):
            self._note(Note(end.reason, href))
            return inner
        if isinstance(end, ToPiece):
            if end.place:
                self._note(Note("place within a linked piece left out", href))
            return _wrapped(inner, f'<a linktype="page" id="@{escape(end.source)}">', "</a>")
        return _wrapped(inner, f'<a href="{escape(end.address)}">', "</a>")

    def _document(self, href: str):
        try:
            return self._documents.find(href, beside=self._beside)
        except Refused as refusal:
            self._note(Note(f"document left out: {refusal}", href))
            return None


def _wrapped(parts: list[Part], opening: str, closing: str) -> list[Part]:
    return [f"{opening}{part}{closing}" if isinstance(part, str) and part.strip() else part for part in parts]
