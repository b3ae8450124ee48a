"""Very many rows at once: past Django's models, by the shortest way that the database has."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max


@contextmanager
def one_great_change(growing: Mapping[type[models.Model], int]) -> Iterator[None]:
    """All or nothing. Where so many rows are more than there are, indexes are built when all are there: much faster."""
    with connection.constraint_checks_disabled(), transaction.atomic():
        _prepare()
        indexes = [
            index for model, rows in growing.items() if model.objects.count() < rows for index in _indexes(model)
        ]
        with connection.cursor() as cursor:
            for name, _ in indexes:
                cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        yield
        with connection.cursor() as cursor:
            for _, statement in indexes:
                cursor.execute(statement)


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[tuple]) -> None:
    """`names` are columns; values are such as the database stores them."""
    table = connection.ops.quote_name(model._meta.db_table)
    columns = ", ".join(map(connection.ops.quote_name, names))
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            values = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", rows)  # noqa: S608 names of ours only
            return
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def moments(seconds: np.ndarray) -> list[str]:
    """As the database writes them."""
    ending = "+00" if connection.vendor == "postgresql" else ""
    return [moment.replace("T", " ") + ending for moment in np.datetime_as_string(seconds.astype("M8[s]")).tolist()]


def next_key(model: type[models.Model]) -> int:
    return (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1


def settle_keys(*tables: type[models.Model]) -> None:
    """So that the next row of each gets a key after those that were given here."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def _prepare() -> None:
    """SQLite keeps 2 MB of pages unless told, and writes the others out again and again. PostgreSQL builds no index
    while checks of rows are put off to the end.
    """
    told = {"sqlite": "PRAGMA cache_size = -1000000", "postgresql": "SET CONSTRAINTS ALL IMMEDIATE"}
    with connection.cursor() as cursor:
        cursor.execute(told[connection.vendor])


def _indexes(model: type[models.Model]) -> list[tuple[str, str]]:
    """Their names and how they are made; not those that keep a promise of the schema."""
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s"
        " AND sql LIKE 'CREATE INDEX%%'",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
        " AND indexdef LIKE 'CREATE INDEX%%'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked, [model._meta.db_table])
        return cursor.fetchall()
