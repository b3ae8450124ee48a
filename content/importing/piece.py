"""What every reader hands over, whatever format it reads: one value for each piece, and what was lost on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from buying_stages.models import CallToAction, Pillar
from content.models import AssetExpert, ChangeLevel, Format, ShelfLife


class Refused(Exception):
    """This piece, picture or file cannot be imported; the message says why. The rest goes on."""


@dataclass(frozen=True)
class Note:
    """Something of a piece that did not come along, or came along changed."""

    kind: str
    detail: str = ""
    count: int = 1


@dataclass(frozen=True)
class Person:
    name: str
    slug: str
    job_title: str = ""
    organisation: str = ""
    role: AssetExpert.Role = AssetExpert.Role.AUTHOR
    biography: str = ""
    website: str = ""


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
    title: str = ""
    description: str | None = None
    credit: str = ""
    focal_point: tuple[int, int, int, int] | None = None


@dataclass(frozen=True)
class Document:
    """A file that readers may download, inside what is imported."""

    path: Path
    address: str
    name: str
    title: str
    hash: str


class Pictures(Protocol):
    def find(self, address: str, *, beside: str) -> Picture:
        """The picture at an address that stands in a piece of the folder `beside`; Refused if there is none."""


class Documents(Protocol):
    def find(self, address: str, *, beside: str) -> Document | None:
        """The document at an address that stands in a piece of the folder `beside`, if one is meant."""


@dataclass(frozen=True)
class Piece:
    """One asset to be: in words and HTML only, without anything of the database or of the format it came in.

    `authors` are all experts, each with a role. `addresses` are the ways in which other pieces may link to this one;
    `redirects` are those of them (paths that begin with /) that readers used and that lead to it from now on.
    `companion` is one of the addresses of another piece. `exact` says that our own export wrote it, so that nothing is
    guessed where nothing is said. Moments are aware; `published_at` says more exactly what `day` says.
    """

    source: str
    folder: str
    title: str
    slug: str
    day: date | None
    summary: str
    authors: tuple[Person, ...]
    topics: tuple[str, ...]
    personas: tuple[str, ...]
    pillar: Pillar | None
    stage: str
    format: Format
    gated: bool
    held_back: bool
    html: str
    cover: Cover | None
    addresses: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    redirects: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    go_live_at: datetime | None = None
    expire_at: datetime | None = None
    canonical_url: str = ""
    seo_title: str = ""
    search_description: str = ""
    placement_reason: str = ""
    gate_reason: str = ""
    call_to_action: CallToAction | None = None
    call_to_action_reason: str = ""
    change_level: ChangeLevel | None = None
    catalyst: str = ""
    evidence: str = ""
    trend: str = ""
    meaning: str = ""
    what_to_do: str = ""
    news_date: date | None = None
    relevant_until: date | None = None
    shelf_life: ShelfLife = ShelfLife.EVERGREEN
    review_by: date | None = None
    for_everyone: bool = False
    industries: tuple[str, ...] = ()
    companion: str = ""
    expired: bool = False
    identity: str = ""
    exact: bool = False

    @classmethod
    def bare(cls, *, title: str, html: str, exact: bool = True) -> "Piece":
        """Words alone, for those who only want to know what becomes of the body."""
        return cls(
            source="",
            folder="",
            title=title,
            slug="",
            day=None,
            summary="",
            authors=(),
            topics=(),
            personas=(),
            pillar=Pillar.PRACTICAL,
            stage="",
            format=Format.ARTICLE,
            gated=False,
            held_back=False,
            html=html,
            cover=None,
            addresses=(),
            exact=exact,
        )

    def is_draft(self, at: datetime) -> bool:
        """Whether it comes in unpublished: without a place, a draft, dated after today, or news without a last day."""
        held_back = self.held_back or self.lacks_last_day or not self.is_placed
        return held_back or bool(self.day and self.day > at.date())

    @property
    def is_placed(self) -> bool:
        return bool(self.pillar and self.stage)

    def only_lacks_its_place(self, at: datetime) -> bool:
        """It was published already, and keeps that day until an editor has placed it here."""
        return not (self.is_placed or self.held_back) and bool(self.published_at and self.published_at <= at)

    @property
    def lacks_last_day(self) -> bool:
        return self.shelf_life == ShelfLife.NEWS and not (self.relevant_until or self.expire_at)


@dataclass(frozen=True)
class LeftOut:
    source: str
    reason: str
    title: str = ""


class Reader(Protocol):
    """A folder or file of one format. `pictures` finds what its pieces show. A note by itself is on the whole of it."""

    name: str
    site: str
    pictures: Pictures
    """A reader may also have `documents` (see documents.py) and a `vocabulary` (see vocabulary.py)."""

    def pieces(self) -> Iterator[Piece | LeftOut | Note]: ...
