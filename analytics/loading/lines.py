from collections.abc import Iterable
from datetime import datetime

from analytics.collecting.rows import Bad, Row, from_line, showable

UNREADABLE = "A line of the spool could not be read."
UNSTORABLE = "The database refused what this line says."


def rows_of(lines: Iterable[bytes], *, at: datetime) -> list[Row]:
    return [_row(line, at=at) for line in lines]


def unstorable(line: bytes, *, at: datetime) -> Bad:
    return Bad(reason=UNSTORABLE, body=showable(line), at=at)


def _row(line: bytes, *, at: datetime) -> Row:
    try:
        return from_line(line)
    except ValueError:
        return Bad(reason=UNREADABLE, body=showable(line), at=at)
