"""What a body looks like from above: its blocks with places to link to, its sections, and its opening."""

from dataclasses import dataclass

from django.utils.html import strip_tags
from django.utils.text import Truncator, slugify
from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from content.reading_time import count_words

SECTIONS_WORTH_LISTING = 3
WORDS_OF_OPENING = 120


@dataclass(frozen=True)
class Part:
    """One block, and for a heading the id that links point to."""

    block: StreamValue.StreamChild
    anchor: str = ""

    @property
    def begins_section(self) -> bool:
        return bool(self.anchor) and self.block.value["level"] == "h2"


def lay_out(body: StreamValue) -> list[Part]:
    taken: dict[str, int] = {}
    return [Part(block, _anchor(block, taken)) for block in body]


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


def _anchor(block: StreamValue.StreamChild, taken: dict[str, int]) -> str:
    """From the words of the heading, so that it outlives an edit elsewhere; a repeated heading gets a number."""
    if block.block_type != "heading":
        return ""
    anchor = "s-" + (slugify(block.value["text"]) or "section")
    taken[anchor] = taken.get(anchor, 0) + 1
    return anchor if taken[anchor] == 1 else f"{anchor}--{taken[anchor]}"
