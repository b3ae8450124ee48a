"""What every reader hands over, whatever format it reads: one value for each piece, and what was lost on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from buying_stages.models import Pillar
from content.models import Format


class Refused(Exception):
    """This piece, picture or file cannot be imported; the message says why. The rest goes on."""


@dataclass(frozen=True)
class Note:
    """Something of a piece that did not come along, or came along changed."""

    kind: str
    detail: str = ""


@dataclass(frozen=True)
class Person:
    name: str
    slug: str
    job_title: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Cover:
    address: str
    alternative: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture that has been looked at and may be kept."""

    path: Path
    source_path: str
    name: str
    hash: str


class Pictures(Protocol):
    def find(self, address: str, *, beside: str) -> Picture:
        """The picture at an address that stands in a piece of the folder `beside`; Refused if there is none."""


@dataclass(frozen=True)
class Piece:
    """One asset to be: in words and HTML only, without anything of the database or of the format it came in."""

    source: str
    folder: str
    title: str
    slug: str
    day: date | None
    summary: str
    authors: tuple[Person, ...]
    topics: tuple[str, ...]
    personas: tuple[str, ...]
    pillar: Pillar
    stage: str
    format: Format
    gated: bool
    held_back: bool
    html: str
    cover: Cover | None
    addresses: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    def is_draft(self, at: datetime) -> bool:
        """Whether it comes in unpublished: said to be a draft, or dated after today."""
        return self.held_back or bool(self.day and self.day > at.date())


@dataclass(frozen=True)
class LeftOut:
    source: str
    reason: str


class Reader(Protocol):
    """A folder or file of one format. `pictures` finds what its pieces show."""

    name: str
    site: str
    pictures: Pictures

    def pieces(self) -> Iterator[Piece | LeftOut]: ...
