"""A table of numbers as a file: the same figures as on the screen, and nothing that a spreadsheet would run."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from buying_stages.downloads import neutral, writable

Cell = str | int | float | None
CSV, XLSX = "csv", "xlsx"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """`name` is the file's, without its ending."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def as_file(sheet: Sheet, kind: str) -> HttpResponse:
    if kind == XLSX:
        return _answer(_xlsx(sheet), f"{sheet.name}.xlsx", XLSX_TYPE)
    return _answer(_csv(sheet), f"{sheet.name}.csv", "text/csv; charset=utf-8")


def _answer(content: bytes, filename: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{filename}"'}
    )


def _csv(sheet: Sheet) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.headings)
    for row in sheet.rows:
        writer.writerow([neutral(writable(cell)) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue().encode()


def _xlsx(sheet: Sheet) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet(title="Numbers")
    for row in [sheet.headings, *sheet.rows]:
        page.append([_as_text(page, cell) if isinstance(cell, str) else cell for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _as_text(page, cell: str) -> WriteOnlyCell:
    """What begins like a formula is a text here: the cell says so itself."""
    made = WriteOnlyCell(page, writable(cell))
    made.data_type = "s"
    return made
