"""Reading CSV files as people and other systems export them. A cell that looks like a formula is data."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from django.utils import timezone

ENCODINGS = ("utf-8-sig", "cp1252")
LONGEST_CELL = 1_000_000


class UnreadableFile(Exception):
    """The file as a whole cannot be used; nothing was read from it."""


class BadRow(Exception):
    """One row cannot be used, for the reason that it says. The others can."""


@dataclass(frozen=True)
class Row:
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Report:
    """What an import did, or would have done."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self, outcome: str) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)

    def refuse(self, line: int, reason: object) -> None:
        self.refused.append(f"Line {line}: {reason}")

    def note(self, line: int, words: str) -> None:
        """On a row that was taken, without something that it says."""
        self.notes.append(f"Line {line}: {words}")

    def __str__(self):
        return f"{self.added} added, {self.changed} changed, {self.unchanged} unchanged, {len(self.refused)} refused."


def read_rows(path: str | Path, aliases: Mapping[str, Sequence[str]], *, required: Sequence[str]) -> Iterator[Row]:
    """The rows under our own names for the columns. `aliases` says which other headers mean the same.

    Upper and lower case, blanks, dots, dashes and underscores in a header make no difference; columns that we
    have no name for are left alone.
    """
    text = _text(path)
    csv.field_size_limit(LONGEST_CELL)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        columns = _columns(next(lines, []), aliases)
        missing = [name for name in required if name not in columns]
        if missing:
            raise UnreadableFile(
                f"{path} has no column {' and no column '.join(missing)}. Its first line must name them."
            )
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield Row(lines.line_num, {n: cells[i].strip() for n, i in columns.items() if i < len(cells)})
    except csv.Error as error:
        raise UnreadableFile(f"{path} is not CSV at line {lines.line_num}: {error}.") from error


def _text(path: str | Path) -> str:
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(f"{path} is neither UTF-8 nor Windows-1252 text.")


def _delimiter(text: str) -> str:
    """What stands most often in the first line: spreadsheets write semicolons where the comma is decimal."""
    return max(",;\t", key=text.partition("\n")[0].count)


def _columns(header: Sequence[str], aliases: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Where each of our columns stands. Our own name wins over an alias, an earlier alias over a later one."""
    places = {_plain(name): i for i, name in reversed(list(enumerate(header)))}
    found = {}
    for ours, others in aliases.items():
        place = next((places[p] for p in map(_plain, [ours, *others]) if p in places), None)
        if place is not None:
            found[ours] = place
    return found


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", header.casefold().removeprefix("property_"))


def read_moment(text: str, *, day_ends: bool = False) -> datetime:
    """A date or a time, ISO-like. Without a zone it is in the site's own; a bare date is that day's first moment,
    or its last whole second when `day_ends`."""
    written = re.sub(r"^(\d{4})[-/.](\d\d?)[-/.](\d\d?)", _padded, text.strip())
    written = re.sub(r"[T ](\d):", r" 0\1:", written)
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", written):
            at = datetime.combine(date.fromisoformat(written), time(23, 59, 59) if day_ends else time())
        else:
            at = datetime.fromisoformat(written)
        if not 1900 <= at.year < 2200:
            raise ValueError(at)
        return at if timezone.is_aware(at) else timezone.make_aware(at)
    except (ValueError, OverflowError) as error:
        raise BadRow(f"“{text[:40]}” is not a date such as 2026-03-19 or 2026-03-19 14:30.") from error


def _padded(day: re.Match) -> str:
    return "-".join(part.zfill(2) for part in day.groups())


def read_count(text: str) -> int:
    digits = re.sub(r"[\s,.']", "", text.removesuffix(".0"))
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise BadRow(f"“{text[:40]}” is not a whole number.")
    return int(digits)
