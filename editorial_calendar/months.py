"""Arithmetic of the calendar: no database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format


class NotAMonth(ValueError):
    """What stands in the address is no month that the calendar has."""


@dataclass(frozen=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month":
        """A month as the address says it: 2026-11."""
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError as error:
            raise NotAMonth(text) from error
        if not 2000 <= first.year <= 2100:
            raise NotAMonth(text)
        return cls.of(first)

    def __str__(self):
        return f"{self.year:04}-{self.number:02}"

    @property
    def name(self) -> str:
        return date_format(self.first, "F Y")

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month.of(self.first + timedelta(days=31))

    @property
    def previous(self) -> "Month":
        return Month.of(self.first - timedelta(days=1))

    def days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)


def spoken(day: date | None, *, today: date) -> str:
    """A day as people say it; with the year when it is not this one."""
    if day is None:
        return "the backlog"
    return date_format(day, "j F" if day.year == today.year else "j F Y")
