"""What screens get to show: numbers, and how they are called."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from analytics.intervals import Interval, wilson
from analytics.rollups.spans import Span, Step
from analytics.rollups.way import Way


@dataclass(frozen=True, slots=True)
class Consumed:
    """The fields are those of `Numbers.COUNTED`, in its order. All but readers add up."""

    touches: int = 0
    readers: int = 0
    thorough: int = 0
    active_ms: int = 0
    downloads: int = 0
    shares: int = 0
    forms: int = 0
    nexts: int = 0

    def __add__(self, other: "Consumed") -> "Consumed":
        return Consumed(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))

    @property
    def thorough_percent(self) -> int:
        return round(100 * self.thorough / self.touches) if self.touches else 0

    @property
    def thorough_interval(self) -> Interval | None:
        """Where the true rate lies with 95% confidence; none without a touch."""
        return wilson(self.thorough, self.touches)


@dataclass(frozen=True, slots=True)
class Line:
    """One asset, stage, ...: its key in addresses, its name today, its numbers."""

    key: str
    label: str
    numbers: Consumed


@dataclass(frozen=True, kw_only=True)
class Table:
    """The first lines in the order asked for. `total` is of all touches, of whatever line."""

    way: Way
    span: Span
    lines: Sequence[Line]
    total: Consumed
    has_more: bool

    def share(self, line: Line) -> float:
        """Of all touches, 0 to 1. Where an asset counts under several keys, shares add up to more than 1."""
        return line.numbers.touches / self.total.touches if self.total.touches else 0.0

    @property
    def notes(self) -> list[str]:
        """What must be said of the numbers beside them."""
        several = f"An asset may count under more than one {self.way.label.lower()}: the lines add up to more than all."
        return [self.span.readers_in_words, *([] if self.way.adds_up else [several])]


@dataclass(frozen=True, slots=True)
class Point:
    starts: date
    numbers: Consumed


@dataclass(frozen=True, kw_only=True)
class Series:
    """One point for each step of the span, also where nothing was read. The first and last may be cut off by it."""

    span: Span
    step: Step
    points: Sequence[Point]

    @property
    def readers_in_words(self) -> str:
        how = {Step.DAY: "a day", Step.WEEK: "a day and added up over the week", Step.MONTH: "a month"}[self.step]
        return f"Readers are counted once {how}."


@dataclass(frozen=True, slots=True)
class Compared:
    """A span and the one before it."""

    now: Consumed
    before: Consumed

    def change(self, name: str) -> float | None:
        """`0.25` for a quarter more; none where there was nothing before. `name` is a field of Consumed."""
        former = getattr(self.before, name)
        return getattr(self.now, name) / former - 1 if former else None


@dataclass(frozen=True, slots=True)
class Mover:
    """What gained or lost most touches against the span before."""

    key: str
    label: str
    touches: int
    touches_before: int

    @property
    def gained(self) -> int:
        return self.touches - self.touches_before
