"""Everything that we know of a person, as a page to read and as a file with names that stay."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from itertools import islice
from uuid import UUID

from django.utils.functional import cached_property
from django.utils.text import capfirst

from leads.rights.holdings import Holding, decisions
from leads.rights.mentions import WITHOUT_THE_NAME, mentions_of
from leads.rights.people import Person
from leads.rights.telling import told_of
from leads.rights.words import Matter, Words

FORMAT = 1
#: So many rows of a section stand on the page; the file has all of them.
ROWS_ON_THE_PAGE = 500
NOTHING = "–"


@dataclass(frozen=True)
class Section:
    """One kind of thing that we know, with its rows in order."""

    key: str
    heading: str
    words: Words
    names: tuple[str, ...]
    count: int
    rows: Callable[[], Iterator[tuple]]
    #: What erasure leaves of it without a name.
    stays: str = ""

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
        heading, words = "Where our notes name you", Words(Matter.OURS, "note that names them", "notes that name them")
        of_it = ("where", "text"), len(said), lambda: iter(said)
        sections.append(Section("mentions", heading, words, *of_it, stays=WITHOUT_THE_NAME))
    return [section for section in sections if section.count]


def _section(holding: Holding, person: Person) -> Section:
    rows = holding.theirs(person)
    values = partial(told_of, rows, tuple(holding.told.values()))
    return Section(
        holding.key, holding.heading, holding.words, tuple(holding.told), rows.count(), values, holding.because
    )


def as_json(sections: Iterable[Section], *, at: datetime) -> str:
    """A line a row."""
    said = [f'"format": {FORMAT}', f'"made_at": {_json(plain(at))}']
    for section in sections:
        rows = (_json(dict(zip(section.names, map(plain, row), strict=True))) for row in section.rows())
        said.append(f"{_json(section.key)}: [\n    " + ",\n    ".join(rows) + "\n  ]")
    return "{\n  " + ",\n  ".join(said) + "\n}\n"


def _json(value: object) -> str:
    # Without an indent it is written in C.
    return json.dumps(value, ensure_ascii=False)


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
