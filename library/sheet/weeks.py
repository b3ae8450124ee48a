"""Reads a week as bars to draw: no database, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 26
WEEK = timedelta(days=7)
# A few reads do not fill the picture: this many is its least height.
LEAST_TOP = 4


@dataclass(frozen=True)
class Week:
    monday: date
    reads: int = 0
    thorough: int = 0


@dataclass(frozen=True)
class Bar:
    """Where a week stands in the picture; `deep` is the part of it that was read thoroughly."""

    week: Week
    x: float
    y: float
    height: float
    deep_y: float
    deep_height: float


@dataclass(frozen=True)
class Chart:
    weeks: list[Week]
    width: int = 520
    height: int = 120

    @property
    def reads(self) -> int:
        return sum(week.reads for week in self.weeks)

    @property
    def top(self) -> int:
        """What the highest bar stands for."""
        return max(LEAST_TOP, *(week.reads for week in self.weeks))

    @property
    def step(self) -> float:
        return self.width / len(self.weeks)

    @property
    def bar_width(self) -> float:
        return round(self.step * 0.72, 2)

    @property
    def bars(self) -> list[Bar]:
        return [self._bar(place, week) for place, week in enumerate(self.weeks)]

    def _bar(self, place: int, week: Week) -> Bar:
        high, deep = (round(self.height * part / self.top, 2) for part in (week.reads, week.thorough))
        left = round(place * self.step, 2)
        return Bar(week, left, round(self.height - high, 2), high, round(self.height - deep, 2), deep)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def first_monday(today: date, *, weeks: int = WEEKS) -> date:
    return monday_of(today) - (weeks - 1) * WEEK


def chart_of(counts: Mapping[date, tuple[int, int]], *, today: date, weeks: int = WEEKS) -> Chart:
    """The last weeks up to this one, with nothing where nobody read. `counts` is by Monday: reads, thorough ones."""
    mondays = [first_monday(today, weeks=weeks) + place * WEEK for place in range(weeks)]
    return Chart([Week(monday, *counts.get(monday, (0, 0))) for monday in mondays])
