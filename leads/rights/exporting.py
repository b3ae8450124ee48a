"""Everything that we know of a person, as a page to read and as a file with names that stay."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from uuid import UUID

from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.text import capfirst

from leads.rights.holdings import Holding, decisions
from leads.rights.mentions import mentions_of
from leads.rights.people import Person

FORMAT = 1
#: So many rows of a section stand on the page; the file has all of them.
ROWS_ON_THE_PAGE = 500
NOTHING = "–"


@dataclass(frozen=True)
class Section:
    """One kind of thing that we know, with its rows in order."""

    key: str
    heading: str
    kind: str
    names: tuple[str, ...]
    count: int
    rows: Callable[[], Iterator[tuple]]

    @cached_property
    def shown(self) -> list[tuple]:
        return [tuple(in_words(value) for value in row) for row in islice(self.rows(), ROWS_ON_THE_PAGE)]

    @cached_property
    def _said(self) -> list[int]:
        """Columns in which something stands: on the page the others would only push these aside."""
        return [i for i in range(len(self.names)) if any(row[i] != NOTHING for row in self.shown)]

    @property
    def labels(self) -> list[str]:
        return [capfirst(self.names[i].replace("_", " ")) for i in self._said]

    @property
    def table(self) -> list[list]:
        return [[row[i] for i in self._said] for row in self.shown]

    @property
    def the_only_one(self) -> list[tuple[str, object]]:
        """Of a section with one row: what is said, by its label."""
        return [pair for row in self.table for pair in zip(self.labels, row, strict=True)]

    @property
    def hidden(self) -> int:
        return max(0, self.count - ROWS_ON_THE_PAGE)


def everything_known(person: Person) -> list[Section]:
    """The sections that have something in them, who somebody is first."""
    decided = decisions()
    sections = [_section(holding, person) for holding in decided.holdings if holding.told]
    spoken = mentions_of(person.mentions(), decided.mentions)
    if spoken:
        said = [(each.where, each.text) for each in spoken]
        heading, kind = "Where our notes name you", "Notes that name them"
        sections.append(Section("mentions", heading, kind, ("where", "text"), len(said), lambda: iter(said)))
    return [section for section in sections if section.count]


def _section(holding: Holding, person: Person) -> Section:
    rows = holding.theirs(person)

    def values() -> Iterator[tuple]:
        return (tuple(value_at(row, path) for path in holding.told.values()) for row in _in_parts(rows))

    kind = capfirst(str(holding.model._meta.verbose_name_plural))
    return Section(holding.key, holding.heading, kind, tuple(holding.told), rows.count(), values)


def _in_parts(rows) -> Iterable[Model]:
    return (rows if rows.query.order_by or rows.query.distinct else rows.order_by("pk")).iterator(chunk_size=2000)


def value_at(row: Model, path: str | Callable) -> object:
    """Along names and points; nothing where a relation is empty."""
    if callable(path):
        return path(row)
    value: object = row
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value() if callable(value) else value


def as_json(sections: Iterable[Section], *, at: datetime) -> str:
    said = {"format": FORMAT, "made_at": plain(at)} | {
        section.key: [dict(zip(section.names, map(plain, row), strict=True)) for row in section.rows()]
        for section in sections
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def plain(value: object) -> object:
    """What JSON can hold. Moments are in UTC."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case list() | tuple():
            return [plain(each) for each in value]
        case _:
            return value


def in_words(value: object) -> object:
    """For the page: moments and days are left to the template's own formats."""
    match value:
        case None | "":
            return NOTHING
        case True:
            return "yes"
        case False:
            return "no"
        case float():
            return f"{value:.2f}".rstrip("0").rstrip(".")
        case UUID():
            return value.hex[:8]
        case list():
            return "; ".join(map(str, value))
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return value
