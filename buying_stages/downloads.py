"""Downloads that no spreadsheet runs: a cell that looks like a formula is neutral on the way out."""

import re

_FORMULA = re.compile(r"^\s*[=+\-@\t\r\x00＝＋－＠]")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def neutral(cell: str) -> str:
    """The cell with an apostrophe before it if a spreadsheet would run it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def writable(cell: str) -> str:
    """The cell without the characters that no spreadsheet file can hold: one of them would fail the whole download."""
    return _UNWRITABLE.sub("", cell)


class SafeDownloads:
    """For a list view: whatever readers and colleagues typed, its downloads open and run nothing."""

    def preprocess_field_value(self, field, value, export_format):
        cell = super().preprocess_field_value(field, value, export_format)
        if not isinstance(cell, str):
            return cell
        cell = writable(cell)
        return neutral(cell) if export_format == self.FORMAT_CSV else cell
