"""Which days a screen is about: no database, no clock."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from analytics.rollups.spans import Span, Step

DAY = timedelta(days=1)
# A chart of more bars than this is drawn by months.
MOST_DAYS = 92
# Nobody has been read for longer, and nobody waits for more bars.
MOST_YEARS = 10


class NotAPeriod(ValueError):
    """The address asks for days that are none."""


@dataclass(frozen=True)
class Slice:
    """A day or a month of a period, cut to it: one bar."""

    first: date
    last: date

    @property
    def is_day(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True)
class Period:
    first: date
    last: date
    preset: str = ""
    #: Compared with the same stretch of the calendar before, rather than with as many days.
    by_calendar: bool = False
    #: Ends today, in a month that is not over.
    runs_on: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def step(self) -> Step:
        return Step.MONTH if self.days > MOST_DAYS else Step.DAY

    @property
    def span(self) -> Span:
        """As the numbers are asked for it: the running month as a whole, which counts each of its readers once."""
        return Span(self.first, month_end(self.last) if self.runs_on else self.last)

    @property
    def before(self) -> "Period":
        if not self.by_calendar:
            return Period(self.first - self.days * DAY, self.first - DAY)
        months = months_between(self.first, self.last)
        last = month_end(_earlier(self.last.replace(day=1), months))
        if self.last != month_end(self.last):
            last = last.replace(day=min(self.last.day, last.day))
        return Period(_earlier(self.first, months), last)

    @property
    def slices(self) -> list[Slice]:
        make = _months if self.step is Step.MONTH else _days
        return list(make(self.first, self.last))

    @property
    def asked(self) -> dict[str, str]:
        """As an address of this screen says it."""
        if self.preset:
            return {"period": self.preset}
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def _preset(days: int) -> Callable[[date], Period]:
    return lambda today: Period(today - (days - 1) * DAY, today, str(days))


def _this_month(today: date) -> Period:
    return Period(today.replace(day=1), today, "this-month", by_calendar=True, runs_on=True)


def _last_month(today: date) -> Period:
    first = _earlier(today.replace(day=1), 1)
    return Period(first, month_end(first), "last-month", by_calendar=True)


def _twelve_months(today: date) -> Period:
    return Period(_earlier(today.replace(day=1), 11), today, "12-months", by_calendar=True, runs_on=True)


PRESETS: dict[str, tuple[str, Callable[[date], Period]]] = {
    "7": ("7 days", _preset(7)),
    "28": ("28 days", _preset(28)),
    "90": ("90 days", _preset(90)),
    "12-months": ("12 months", _twelve_months),
    "this-month": ("This month", _this_month),
    "last-month": ("Last month", _last_month),
}
USUAL = "28"


def usual(today: date) -> Period:
    return PRESETS[USUAL][1](today)


def read_period(preset: str, first: str, last: str, *, today: date) -> Period:
    """What an address asks for; from and to go before a preset."""
    if first or last:
        return _between(_day(first), _day(last) if last else today, today=today)
    if not preset:
        return usual(today)
    if preset not in PRESETS:
        raise NotAPeriod(f"“{preset[:20]}” is not a period; there are {', '.join(PRESETS)}.")
    return PRESETS[preset][1](today)


def _between(first: date, last: date, *, today: date) -> Period:
    if first > last:
        raise NotAPeriod("The first day comes after the last.")
    if last.year - first.year > MOST_YEARS or not -MOST_YEARS <= last.year - today.year <= MOST_YEARS:
        raise NotAPeriod(f"A period has at most {MOST_YEARS} years, and lies no further away.")
    whole = first.day == 1 and last == month_end(last)
    return Period(first, last, by_calendar=whole)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotAPeriod(f"“{text[:20]}” is not a day; a day is written as 2026-11-22.") from None


def month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def months_between(first: date, last: date) -> int:
    """How many months of the calendar the two days reach over."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _earlier(day: date, months: int) -> date:
    """The first of the month so many months before."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _days(first: date, last: date):
    for number in range((last - first).days + 1):
        day = first + number * DAY
        yield Slice(day, day)


def _months(first: date, last: date):
    while first <= last:
        end = min(month_end(first), last)
        yield Slice(first, end)
        first = end + DAY
