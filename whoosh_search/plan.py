"""What a search asks for, ready to be worked out over an index."""

from dataclasses import dataclass
from enum import Enum


class Match(Enum):
    """In which way a word of a document is one of the query."""

    STEM = "stem"
    BEGINNING = "beginning"
    LIKE = "like"


@dataclass(frozen=True)
class Asked:
    """A word as the index has it, as it was typed, and how often."""

    text: str
    typed: str
    times: int = 1


@dataclass(frozen=True)
class Words:
    """Any or all of some words."""

    asked: tuple[Asked, ...]
    every: bool
    match: Match = Match.STEM
    boost: float = 1.0


@dataclass(frozen=True)
class Sequence:
    """Words one after the other, in one field."""

    asked: tuple[Asked, ...]
    boost: float = 1.0


@dataclass(frozen=True)
class Everything:
    pass


@dataclass(frozen=True)
class Opposite:
    part: "Node"


@dataclass(frozen=True)
class Joined:
    parts: tuple["Node", ...]
    every: bool


Node = Words | Sequence | Everything | Opposite | Joined


@dataclass(frozen=True)
class Plan:
    """A query and the fields to look in, each with its weight. Without a root there is nothing to find."""

    fields: tuple[tuple[str, float], ...]
    root: Node | None

    def words(self) -> list[Words]:
        return list(_words(self.root)) if self.root else []


def _words(node: Node):
    match node:
        case Words():
            yield node
        case Joined(parts):
            for part in parts:
                yield from _words(part)
