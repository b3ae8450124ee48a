"""Rows of numbers in memory, and how they get into the database: one statement for many, on each database the same."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from django.db import connection

from analytics.models import Numbers
from analytics.rollups.facts import Place, in_parts
from analytics.rollups.ways import looks

COUNTED = Numbers.COUNTED
READERS = COUNTED.index("readers")
NOTHING = (0,) * len(COUNTED)
# Twelve values each: well below what a statement may hold.
ROWS_AT_ONCE = 1000


class Row(NamedTuple):
    by: str
    period: str
    starts: date
    key: str


Sums = dict[Row, list[int]]
AtPlaces = dict[tuple[date, Place], list[int]]


def month_of(day: date) -> date:
    return day.replace(day=1)


def add(sums: dict, there: Hashable, numbers: Iterable[int]) -> None:
    known = sums.get(there)
    sums[there] = list(numbers) if known is None else [a + b for a, b in zip(known, numbers, strict=True)]


def spread(at_places: AtPlaces) -> Sums:
    """By every way, for the days and their months. Readers come along as they are: they are counted apart."""
    sums: Sums = {}
    for (day, place), numbers in at_places.items():
        for by, key in looks(place):
            add(sums, Row(by, Numbers.Period.DAY.value, day, key), numbers)
    for row, numbers in list(sums.items()):
        add(sums, row._replace(period=Numbers.Period.MONTH.value, starts=month_of(row.starts)), numbers)
    return sums


def add_to(model: type[Numbers], rows: Mapping[Row, Iterable[int]]) -> None:
    """Add to what the rows say, inside the database, so that nobody else's additions get lost."""
    _upsert(model, rows, "{name} = {table}.{name} + excluded.{name}")


def put_into(model: type[Numbers], rows: Mapping[Row, Iterable[int]]) -> None:
    _upsert(model, rows, "{name} = excluded.{name}")


def _upsert(model: type[Numbers], rows: Mapping[Row, Iterable[int]], setting: str) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    names = [connection.ops.quote_name(name) for name in (*Row._fields, *COUNTED)]
    settings = ", ".join(setting.format(table=table, name=name) for name in names[len(Row._fields) :])
    head = f"INSERT INTO {table} ({', '.join(names)}) VALUES "  # noqa: S608 names of ours only
    tail = f" ON CONFLICT ({', '.join(names[: len(Row._fields)])}) DO UPDATE SET {settings}"
    values = f"({', '.join(['%s'] * len(names))})"
    with connection.cursor() as cursor:
        # Everybody takes rows in this order, so that two who wait for each other's rows do not wait for ever.
        for part in in_parts(sorted(rows), ROWS_AT_ONCE):
            parameters = [value for row in part for value in (*_plain(row), *rows[row])]
            cursor.execute(head + ", ".join([values] * len(part)) + tail, parameters)


def _plain(row: Row) -> tuple:
    return row.by, row.period, connection.ops.adapt_datefield_value(row.starts), row.key
