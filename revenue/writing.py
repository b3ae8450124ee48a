"""The same table as text for people, as CSV for spreadsheets, or as JSON for programs."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass

from buying_stages.downloads import neutral
from revenue.money import from_cents

FORMATS = ["table", "csv", "json"]
#: Titles are cut to this in tables only, so that the numbers stay on the screen.
WIDEST = 60


@dataclass(frozen=True)
class Sheet:
    """Words on the left, cents on the right; the last lines may be totals."""

    words: Sequence[str]
    models: Sequence[str]
    rows: Sequence[tuple[Sequence[str], Sequence[int]]]
    totals: Sequence[tuple[Sequence[str], Sequence[int]]]
    summary: dict[str, object]

    @property
    def header(self) -> list[str]:
        return [*self.words, *self.models]


def write(sheet: Sheet, form: str) -> str:
    return {"table": as_table, "csv": as_csv, "json": as_json}[form](sheet)


def as_table(sheet: Sheet) -> str:
    if not sheet.rows:
        return "Nothing to share out: there is no won deal in this range.\n"
    lines = [
        sheet.header,
        *([*map(_short, words), *(f"{from_cents(c):,.2f}" for c in cents)] for words, cents in sheet.rows),
    ]
    totals = [[*words, *(f"{from_cents(c):,.2f}" for c in cents)] for words, cents in sheet.totals]
    widths = [max(map(len, column)) for column in zip(*lines, *totals, strict=True)]
    rule = ["-" * width for width in widths]
    return "".join(_line(cells, widths, len(sheet.words)) for cells in [lines[0], rule, *lines[1:], rule, *totals])


def _short(words: str) -> str:
    return words if len(words) <= WIDEST else words[: WIDEST - 1].rstrip() + "…"


def _line(cells: Sequence[str], widths: Sequence[int], words: int) -> str:
    padded = [c.ljust(w) if i < words else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))]
    return "  ".join(padded).rstrip() + "\n"


def as_csv(sheet: Sheet) -> str:
    """Without the totals, so that a column can be added up."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(sheet.header)
    for words, cents in sheet.rows:
        writer.writerow([*map(neutral, words), *(f"{from_cents(c):.2f}" for c in cents)])
    return out.getvalue()


def as_json(sheet: Sheet) -> str:
    rows = [
        {**dict(zip(sheet.words, words, strict=True)), "cents": dict(zip(sheet.models, cents, strict=True))}
        for words, cents in sheet.rows
    ]
    return (
        json.dumps({**sheet.summary, "models": list(sheet.models), "rows": rows}, ensure_ascii=False, indent=2) + "\n"
    )
