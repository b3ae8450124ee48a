"""A share with how sure it is, and nothing at all where too few have spoken: no database, no clock."""

from dataclasses import dataclass

from analytics.intervals import Interval, wilson


@dataclass(frozen=True)
class Proportion:
    """`hits` of `n`; below `least` it is said that nobody can tell."""

    hits: int
    n: int
    least: int

    @property
    def is_too_few(self) -> bool:
        return self.n < self.least

    @property
    def percent(self) -> int:
        return round(100 * self.hits / self.n) if self.n else 0

    @property
    def interval(self) -> Interval | None:
        return wilson(self.hits, self.n)

    @property
    def in_words(self) -> str:
        """`64%`, or that nobody can tell yet."""
        if not self.n:
            return "nobody yet"
        return "too few to tell" if self.is_too_few else f"{self.percent}%"

    @property
    def how_sure(self) -> str:
        """`likely 55 to 72%`, or what is missing."""
        if self.interval is None:
            return ""
        if self.is_too_few:
            return f"{self.hits} so far; a share is shown from n = {self.least}"
        return f"likely {round(100 * self.interval.low)} to {round(100 * self.interval.high)}%"
