"""The numbers counted again from touches and from what remains of the erased, a month at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Max, Min, QuerySet

from analytics.models import Consumption, Remainder, Touch
from analytics.rollups.counting import count_month
from analytics.rollups.facts import day_of
from analytics.rollups.readers import next_month
from analytics.rollups.rows import COUNTED, NOTHING, Row, month_of, put_into


@dataclass(frozen=True, slots=True)
class Difference:
    """What a row says, and what it should say."""

    row: Row
    says: tuple[int, ...]
    counted: tuple[int, ...]

    @property
    def in_words(self) -> str:
        named = zip(COUNTED, self.says, self.counted, strict=True)
        wrong = ", ".join(f"{name} {says} instead of {true}" for name, says, true in named if says != true)
        length = "month" if self.row.period == Consumption.Period.MONTH else "day"
        return f"By {self.row.by}, “{self.row.key}”, {length} of {self.row.starts}: {wrong}."


def months_to_count(since: date | None = None) -> list[date]:
    """The firsts of all months with touches or numbers, or of those since a day's."""
    ends = [
        *Touch.objects.aggregate(first=Min("at"), last=Max("at")).values(),
        *Consumption.objects.aggregate(first=Min("starts"), last=Max("starts")).values(),
        *Remainder.objects.aggregate(first=Min("starts"), last=Max("starts")).values(),
    ]
    days = [day_of(end) if hasattr(end, "hour") else end for end in ends if end is not None]
    if since is not None:
        days = [max(day, since) for day in days]
    return list(_months(month_of(min(days)), max(days))) if days else []


def differences(months: list[date]) -> Iterator[list[Difference]]:
    """For each month what its rows say wrongly; nothing is changed."""
    for month in months:
        yield _differences(month) and _surely(month)


def recount(months: list[date]) -> Iterator[list[Difference]]:
    """For each month what its rows said wrongly and now say rightly. Each month is a transaction of its own.

    A month is looked at first while others go on. Only if something differs do those wait who change its touches, or add
    to it afterwards: no change is lost or counted twice.
    """
    for month in months:
        yield _differences(month) and _surely(month, put_right=True)


def _surely(month: date, *, put_right: bool = False) -> list[Difference]:
    """While nobody else writes: what looked wrong may have been on its way."""
    with transaction.atomic():
        _wait_for_others()
        wrong = _differences(month)
        if put_right:
            put_into(Consumption, {each.row: each.counted for each in wrong})
            _of(month).filter(touches=0).delete()
    return wrong


def _wait_for_others() -> None:
    """SQLite has one writer at a time; on PostgreSQL whoever adds to the numbers waits until the month is done."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(Consumption._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _differences(month: date) -> list[Difference]:
    counted = {row: tuple(numbers) for row, numbers in count_month(month).items()}
    said = {Row(*row[:4]): row[4:] for row in _of(month).values_list(*Row._fields, *COUNTED)}
    rows = sorted(row for row in {**said, **counted} if said.get(row, NOTHING) != counted.get(row, NOTHING))
    return [Difference(row, said.get(row, NOTHING), counted.get(row, NOTHING)) for row in rows]


def _of(month: date) -> QuerySet:
    return Consumption.objects.filter(starts__gte=month, starts__lt=next_month(month))


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = next_month(first)
