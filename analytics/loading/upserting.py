"""Many rows in one statement, without an object for each: that is most of what makes the loader fast."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from django.db import connection, models

from analytics.fetching import target

Values = Sequence[object]


def put(model: type[models.Model], names: Sequence[str], rows: Iterable[Values], *, unless: str) -> None:
    """Insert rows; `unless` says in SQL what becomes of one that is there already. No two of them may be the same."""
    rows = list(rows)
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in names]
    is_postgresql = connection.vendor == "postgresql"
    source = _unnest(fields) if is_postgresql else f"VALUES ({', '.join(['%s'] * len(fields))})"
    into = f"{_quoted(model._meta.db_table)} ({', '.join(_quoted(field.column) for field in fields)})"
    statement = f"INSERT INTO {into} {source} ON CONFLICT {unless}"
    with connection.cursor() as cursor:
        if is_postgresql:
            cursor.execute(statement, _columns(fields, rows))
        else:
            cursor.executemany(statement, _adapted(fields, rows))


def replaced(names: Iterable[str], *, by: Sequence[str] = ("id",)) -> str:
    """A row that is there already takes these values over."""
    settings = ", ".join(f"{_quoted(name)} = excluded.{_quoted(name)}" for name in names)
    return f"({', '.join(map(_quoted, by))}) DO UPDATE SET {settings}"


def added(model: type[models.Model], name: str, *, by: Sequence[str], where: str = "") -> str:
    """A number is added to that of a row that is there already."""
    sum_of = f"{_quoted(model._meta.db_table)}.{_quoted(name)} + excluded.{_quoted(name)}"
    return f"({', '.join(map(_quoted, by))}) {where} DO UPDATE SET {_quoted(name)} = {sum_of}"


def next_keys(model: type[models.Model], count: int) -> Sequence[int]:
    """Keys for rows to come. On SQLite nobody else writes during our transaction, so they are free until its end."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return sorted(key for (key,) in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
        return range(last + 1, last + 1 + count)


def one_loader_at_a_time() -> None:
    """Until the end of the transaction. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('touchstone loader'))")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _unnest(fields: Sequence[models.Field]) -> str:
    kinds = [target(field).rel_db_type(connection) for field in fields]
    return f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)})"  # noqa: S608 kinds of columns only


def _columns(fields: Sequence[models.Field], rows: Sequence[Values]) -> list[list]:
    """PostgreSQL takes no array in which 0 stands beside 0.5."""
    return [
        list(map(float, column)) if isinstance(field, models.FloatField) else list(column)
        for field, column in zip(fields, zip(*rows, strict=True), strict=True)
    ]


def _adapted(fields: Sequence[models.Field], rows: Sequence[Values]) -> Iterable[Values]:
    """As SQLite keeps them: moments and keys of page views as text."""
    columns = list(zip(*rows, strict=True))
    adapters = [_adapter(target(field)) for field in fields]
    return zip(
        *(map(adapt, column) if adapt else column for adapt, column in zip(adapters, columns, strict=True)), strict=True
    )


def _adapter(field: models.Field) -> Callable | None:
    if isinstance(field, models.DateTimeField):
        return _as_text
    if isinstance(field, models.DateField):
        return str
    return None


def _as_text(moment: datetime) -> str:
    return str(moment if moment.tzinfo is UTC else moment.astimezone(UTC))[:-6]
