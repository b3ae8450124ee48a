"""The text of a WordPress post as HTML: of blocks the markup, of a classic post its blank lines as paragraphs."""

import re
from collections.abc import Iterator

from content.importing.piece import Note
from content.importing.shortcodes import Gallery, embedded, resolved

# WordPress writes < and > in the settings of a block as \\u003c and \\u003e, so that a mark ends at the next >.
BLOCK_MARK = re.compile(r"<!--\s{0,5}(/?)wp:([a-z][\w/-]{0,80})[^<>]*?(/?)-->")
MORE = re.compile(r"<!--\s*(more|nextpage|noteaser)\b[^>]{0,200}-->")
CITE = re.compile(r"<cite\b[^<>]*>((?:(?!</?cite|</blockquote).){1,2000}?)</cite\s*>(?=\s*</blockquote)", re.DOTALL)
ALONE = re.compile(r"(?m)^[ \t]*(?:<p>)?[ \t]*(https?://[^\s<>\"']{3,2000})[ \t]*(?:</p>)?[ \t]*$")
WRAPPER = re.compile(r"(<div class=\"wp-block-embed__wrapper\">)\s*(https?://[^\s<>\"']{3,2000})\s*(</div>)")
BLOCK = re.compile(
    r"(<(/?)(address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figure|figcaption|footer|form|h[1-6]"
    r"|header|hr|iframe|li|main|math|nav|ol|p|pre|script|section|style|summary|svg|table|tbody|td|textarea|tfoot|th|thead"
    r"|tr|ul|video|audio)\b[^<>]*>)",
    re.IGNORECASE,
)
# In these a blank line makes a paragraph as well.
HOLDS_PARAGRAPHS = {"address", "article", "aside", "blockquote", "center", "div", "footer", "header", "main", "section"}
VOID = {"hr"}
BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def html_of(text: str, *, gallery: Gallery, notes: list[Note]) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    made_of_blocks = "<!-- wp:" in text
    if made_of_blocks:
        notes += [Note("block that WordPress fills when it is shown left out", name) for name in _filled_later(text)]
    text = MORE.sub("", text)
    text = BLOCK_MARK.sub("", text) if made_of_blocks else text
    text = resolved(text, gallery=gallery, notes=notes)
    text = WRAPPER.sub(lambda found: f"{found[1]}{embedded(found[2])}{found[3]}", text)
    text = CITE.sub(r"<p>— \1</p>", text)
    if made_of_blocks:
        return text
    return "".join(_with_paragraphs(ALONE.sub(lambda found: f"\n\n{embedded(found[1])}\n\n", text)))


def _filled_later(text: str) -> Iterator[str]:
    """The blocks that hold no words of their own."""
    silent = {"more", "nextpage", "spacer", "separator", "page-break"}
    for mark in BLOCK_MARK.finditer(text):
        if mark[3] and mark[2] not in silent:
            yield mark[2]


def _with_paragraphs(text: str) -> Iterator[str]:
    """Blank lines between blocks become paragraphs, single line ends become breaks: as WordPress shows it."""
    inside: list[str] = []
    parts = BLOCK.split(text)
    for place in range(0, len(parts), 4):
        words = parts[place]
        yield from _paragraphs(words) if not inside or inside[-1] in HOLDS_PARAGRAPHS else [words]
        if place + 1 < len(parts):
            tag, closing, name = parts[place + 1], parts[place + 2], parts[place + 3].lower()
            yield tag
            _step(inside, name, closing=bool(closing), void=name in VOID or tag.endswith("/>"))


def _step(inside: list[str], name: str, *, closing: bool, void: bool) -> None:
    if void:
        return
    if not closing:
        inside.append(name)
    elif name in inside[-20:]:
        while inside.pop() != name:
            pass


def _paragraphs(words: str) -> Iterator[str]:
    for paragraph in BLANK_LINES.split(words):
        if paragraph.strip():
            lines = paragraph.strip().split("\n")
            yield f"<p>{'<br/>'.join(lines) if len(lines) < 5000 else paragraph}</p>"
