"""What is kept of a person, counted in words that a marketer or a privacy officer knows: "12 touches", "1 page view"."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


class Matter(Enum):
    """What belongs together for whoever reads it; in this order."""

    PERSON = "Who they are"
    READING = "What they read"
    MAIL = "Forms and mail"
    SELLING = "Deals and personal links"
    OURS = "What we wrote and noted"


@dataclass(frozen=True)
class Words:
    matter: Matter
    one: str
    many: str

    def of(self, count: int) -> str:
        return f"{count:,} {self.one if count == 1 else self.many}"


def by_matter(counted: Iterable[tuple[Words, int]]) -> list[tuple[str, list[str]]]:
    """Each matter of which there is something, with what there is of it."""
    counted = list(counted)
    said = [(matter.value, [words.of(n) for words, n in counted if words.matter is matter]) for matter in Matter]
    return [(name, lines) for name, lines in said if lines]
