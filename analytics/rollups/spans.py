"""Stretches of days that screens ask about: no database, no clock, no settings."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

A_DAY = timedelta(days=1)


class Step(Enum):
    """How fine a line over time is drawn."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def begins(self, day: date) -> date:
        """The first day of the step that a day falls into; weeks begin on Monday."""
        if self is Step.WEEK:
            return day - day.weekday() * A_DAY
        return day.replace(day=1) if self is Step.MONTH else day

    def next(self, starts: date) -> date:
        if self is Step.MONTH:
            return _month_after(starts)
        return starts + (7 * A_DAY if self is Step.WEEK else A_DAY)


@dataclass(frozen=True, order=True)
class Stretch:
    """Days, or the firsts of months, up to and without `until`."""

    first: date
    until: date

    def starts(self, step: Step) -> Iterator[date]:
        starts = step.begins(self.first)
        while starts < self.until:
            yield starts
            starts = step.next(starts)


@dataclass(frozen=True)
class Span:
    """From a day to a day, both included."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError(f"A span ends before it begins: {self.first} to {self.last}.")

    @classmethod
    def of_month(cls, day: date) -> "Span":
        return cls.of_months(day, 1)

    @classmethod
    def of_months(cls, day: date, months: int) -> "Span":
        """So many whole months, the last of which the day falls into."""
        first = last = day.replace(day=1)
        for _ in range(months - 1):
            first = (first - A_DAY).replace(day=1)
        return cls(first, _month_after(last) - A_DAY)

    @classmethod
    def of_days(cls, day: date, days: int) -> "Span":
        """So many days, the last of which is this."""
        return cls(day - (days - 1) * A_DAY, day)

    @property
    def until(self) -> date:
        return self.last + A_DAY

    @property
    def days(self) -> int:
        return (self.until - self.first).days

    @property
    def months(self) -> Stretch | None:
        """The whole months within; their rows stand for the rows of their days."""
        first = self.first if self.first.day == 1 else _month_after(self.first)
        until = self.until.replace(day=1)
        return Stretch(first, until) if first < until else None

    @property
    def single_days(self) -> list[Stretch]:
        """The days that no whole month stands for: at most 30 at each end."""
        if self.months is None:
            return [Stretch(self.first, self.until)]
        ends = [Stretch(self.first, self.months.first), Stretch(self.months.until, self.until)]
        return [end for end in ends if end.first < end.until]

    @property
    def before(self) -> "Span":
        """As many whole months just before, or as many days."""
        last = self.first - A_DAY
        if not self.single_days:
            return Span.of_months(last, len(list(steps(self, Step.MONTH))))
        return Span.of_days(last, self.days)

    @property
    def counts_each_reader_once(self) -> bool:
        return self.days == 1 or (not self.single_days and _month_after(self.first) == self.until)

    @property
    def readers_in_words(self) -> str:
        """Readers do not add up. What a screen says beside their number."""
        if self.counts_each_reader_once:
            return "Each reader is counted once."
        if not self.single_days:
            return "Readers are counted once a month: who came in two months counts twice."
        if self.months is None:
            return "Readers are counted once a day: who came on two days counts twice."
        return "Readers are counted once in each whole month and once on each other day, so one person may count twice."


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Those that follow on each other as one."""
    whole: list[Stretch] = []
    for stretch in sorted(stretches):
        if whole and whole[-1].until == stretch.first:
            stretch = Stretch(whole.pop().first, stretch.until)
        whole.append(stretch)
    return whole


def steps(span: Span, step: Step) -> Iterator[date]:
    return Stretch(span.first, span.until).starts(step)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + 31 * A_DAY).replace(day=1)
