"""What a body looks like from above: its blocks with places to link to, its sections, and its opening."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.text import Truncator, slugify
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from content.reading_time import count_words

SECTIONS_WORTH_LISTING = 3
WORDS_OF_OPENING = 120


@dataclass(frozen=True)
class Part:
    """One block as it is stored, and for a heading the id that links point to. The block is built when it is asked for."""

    body: StreamValue
    place: int
    anchor: str = ""

    @property
    def block(self) -> StreamValue.StreamChild:
        return self.body[self.place]

    @property
    def kind(self) -> str:
        return self.body.raw_data[self.place]["type"]

    @property
    def stored(self) -> Any:
        return self.body.raw_data[self.place]["value"]

    @property
    def heading(self) -> str:
        return self.stored.get("text") or ""

    @property
    def begins_section(self) -> bool:
        return bool(self.anchor) and self.stored.get("level", "h2") == "h2"


def lay_out(body: StreamValue) -> list[Part]:
    taken: dict[str, int] = {}
    return [Part(body, place, _anchor(stored, taken)) for place, stored in enumerate(body.raw_data)]


def contents(parts: list[Part]) -> list[Part]:
    """The headings to list, or none when the piece is short enough to see at once."""
    sections = [part for part in parts if part.begins_section]
    return sections if len(sections) >= SECTIONS_WORTH_LISTING else []


def opening(body: StreamValue, *, words: int = WORDS_OF_OPENING) -> list[RichText]:
    """The first words of the text, cut inside a paragraph if need be. Nothing after them leaves the house."""
    shown = []
    for block in body:
        if block.block_type != "text" or words <= 0:
            continue
        shown.append(RichText(Truncator(block.value.source).words(words, html=True, truncate=" …")))
        words -= count_words(strip_tags(block.value.source))
    return shown


def _anchor(stored: dict, taken: dict[str, int]) -> str:
    """From the words of the heading, so that it outlives an edit elsewhere; a repeated heading gets a number."""
    if stored["type"] != "heading":
        return ""
    anchor = "s-" + (slugify(stored["value"].get("text") or "") or "section")
    taken[anchor] = taken.get(anchor, 0) + 1
    return anchor if taken[anchor] == 1 else f"{anchor}--{taken[anchor]}"
