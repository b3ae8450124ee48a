"""Sums by key over a few ranges of rows. In SQL, because each range must be read by itself: asked for one range or the
other, databases read all rows of a way instead.
"""

from collections.abc import Sequence
from datetime import date

from django.db import connection

from analytics.models import Consumption
from analytics.rollups.rows import COUNTED
from analytics.rollups.spans import Stretch

Ranges = Sequence[tuple[str, Stretch]]
TABLE = Consumption._meta.db_table
BY = connection.ops.quote_name("by")
SUMS = ", ".join(f"SUM({name})" for name in COUNTED)


def sums_by_key(by: str, ranges: Ranges, *, order: str, limit: int | None, offset: int) -> list[tuple]:
    """Keys that have touches, with their sums, the largest first."""
    if order not in COUNTED:
        raise ValueError(f"Nothing is ordered by {order}; there are {', '.join(COUNTED)}.")
    rows, parameters = _rows(by, ranges)
    return _fetch(
        f"SELECT key, {SUMS} FROM ({rows}) AS found GROUP BY key"  # noqa: S608 names of ours only
        f" HAVING SUM(touches) > 0 ORDER BY SUM({order}) DESC, key {_cut(limit, offset)}",
        parameters,
    )


def changes_by_key(by: str, ranges: Ranges, *, since: date, limit: int) -> list[tuple]:
    """Keys with their touches since a day and before it, the largest change first."""
    rows, parameters = _rows(by, ranges)
    day = connection.ops.adapt_datefield_value(since)
    return _fetch(
        "SELECT key, SUM(now), SUM(old) FROM ("  # noqa: S608 names of ours only
        "SELECT key, CASE WHEN starts >= %s THEN touches ELSE 0 END AS now,"
        f" CASE WHEN starts < %s THEN touches ELSE 0 END AS old FROM ({rows}) AS found"
        ") AS told GROUP BY key HAVING SUM(now) <> SUM(old)"
        f" ORDER BY ABS(SUM(now) - SUM(old)) DESC, key {_cut(limit, 0)}",
        [day, day, *parameters],
    )


def _rows(by: str, ranges: Ranges) -> tuple[str, list]:
    names = ", ".join(("key", "starts", *COUNTED))
    one = f"SELECT {names} FROM {TABLE} WHERE {BY} = %s AND period = %s AND starts >= %s AND starts < %s"  # noqa: S608
    days = connection.ops.adapt_datefield_value
    parameters = [
        value for period, stretch in ranges for value in (by, str(period), days(stretch.first), days(stretch.until))
    ]
    return " UNION ALL ".join([one] * len(ranges)), parameters


def _cut(limit: int | None, offset: int) -> str:
    return "" if limit is None else f"LIMIT {int(limit)} OFFSET {int(offset)}"


def _fetch(statement: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
