"""HTML tables as values of Wagtail's table block, which holds words only."""

from collections.abc import Callable

from bs4 import Tag

ALIGNED = {"right": "htRight", "center": "htCenter"}


def table_value(table: Tag, *, words: Callable[[Tag], str]) -> dict | None:
    rows = [row.find_all(["th", "td"], recursive=False) for row in table.find_all("tr")]
    rows = [row for row in rows if row]
    if not rows:
        return None
    data = [[text for cell in row for text in [words(cell), *[""] * (_span(cell) - 1)]] for row in rows]
    width = max(map(len, data))
    first_row = all(cell.name == "th" for cell in rows[0])
    first_column = all(row[0].name == "th" for row in rows[1:]) and len(rows) > 1
    caption = table.find("caption")
    return {
        "data": [row + [""] * (width - len(row)) for row in data],
        "cell": _alignments(rows),
        "first_row_is_table_header": first_row,
        "first_col_is_header": first_column,
        "table_header_choice": {(True, True): "both", (True, False): "row", (False, True): "column"}.get(
            (first_row, first_column), "neither"
        ),
        "table_caption": words(caption) if caption else "",
    }


def typed_table_value(table: Tag, *, words: Callable[[Tag | None], str]) -> dict:
    """A table that our export wrote: each cell stands in it, also those that lie hidden under a merged one."""
    rows = [row.find_all(["th", "td"], recursive=False) for row in table.find_all("tr")]
    places = [(y, x, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)]
    choice = str(table.get("data-header") or "neither")
    cells = [{"row": y, "col": x} | _marks(cell) for y, x, cell in places if _marks(cell)]
    merged = [
        {"row": y, "col": x, "rowspan": _span(cell, "rowspan"), "colspan": _span(cell), "removed": False}
        for y, x, cell in places
        if cell.get("rowspan") or cell.get("colspan")
    ]
    return {
        "data": [[words(cell) for cell in row] for row in rows],
        "cell": cells,
        "first_row_is_table_header": choice in {"row", "both"},
        "first_col_is_header": choice in {"column", "both"},
        "table_header_choice": choice if choice in {"row", "column", "both"} else "neither",
        "table_caption": words(table.find("caption")),
    } | ({"mergeCells": merged} if merged else {})


def _marks(cell: Tag) -> dict:
    names = " ".join(cell.get("class") or ())
    return ({"className": names} if names else {}) | ({"hidden": True} if cell.has_attr("hidden") else {})


def _span(cell: Tag, side: str = "colspan") -> int:
    span = str(cell.get(side) or "1")
    return min(int(span), 50) if span.isdecimal() and int(span) else 1


def _alignments(rows: list[list[Tag]]) -> list[dict]:
    return [
        {"row": y, "col": x, "className": name}
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        for side, name in ALIGNED.items()
        if f"text-align:{side}" in str(cell.get("style") or "").replace(" ", "")
    ]
