"""The words of an asset's body, read from the stored stream: no block is built, so no picture is fetched."""

from collections.abc import Iterator
from typing import NamedTuple

from wagtail.rich_text import get_text_for_indexing

from content.outline import WORDS_OF_OPENING

# The fields that its pillar asks an asset to fill, in the order in which they are read.
SUBFIELDS = ("catalyst", "evidence", "trend", "meaning", "what_to_do")
# All that a reader reads of it. A change of anything else leaves what was said of the asset true.
WORDS = ("title", "summary", "body", *SUBFIELDS)
# What a reader reads of each kind of block; the rest of a block is addresses, ids and choices.
PLAIN_PARTS = {
    "heading": ["text"],
    "figure": ["caption"],
    "quote": ["text", "attribution"],
    "video": ["title"],
}
RICH_PARTS = {"video": ["transcript"]}


class Part(NamedTuple):
    kind: str
    text: str


def parts(body) -> Iterator[Part]:
    """The readable parts of a stream body in order, each as plain text."""
    for block in body.raw_data:
        kind, value = block["type"], block["value"]
        if kind == "text":
            yield Part(kind, get_text_for_indexing(value))
        elif kind == "table":
            yield Part(kind, _table(value))
        elif isinstance(value, dict):
            texts = [value.get(name) or "" for name in PLAIN_PARTS.get(kind, [])]
            texts += [get_text_for_indexing(value.get(name) or "") for name in RICH_PARTS.get(kind, [])]
            yield Part(kind, " ".join(text for text in texts if text))


def plain_text(asset) -> str:
    """Summary and body as one text."""
    return "\n".join([asset.summary, *(part.text for part in parts(asset.body) if part.text)])


def outline(asset) -> list[str]:
    """The headings of an asset, in order."""
    return [part.text for part in parts(asset.body) if part.kind == "heading" and part.text]


def opening(asset, *, words: int) -> str:
    """The first words of the running text, cut at a word."""
    text = " ".join(part.text for part in parts(asset.body) if part.kind == "text").split()
    return " ".join(text[:words]) + (" …" if len(text) > words else "")


def _table(value) -> str:
    rows = (value or {}).get("data") or []
    return " ".join(str(cell) for row in rows for cell in row if cell)


def public_text(asset) -> str:
    """What anybody may read of an asset: of a gated one the opening, as its page shows it."""
    if not asset.gated:
        return plain_text(asset)
    return f"{asset.summary}\n{opening(asset, words=WORDS_OF_OPENING)}"
