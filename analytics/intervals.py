"""How sure a share is: no database, no clock, no settings."""

from dataclasses import dataclass
from math import sqrt

Z = 1.96


@dataclass(frozen=True)
class Interval:
    low: float
    high: float


def wilson(successes: int, n: int) -> Interval | None:
    """Where the true share lies with 95% confidence (formulas 5.4); none without a single answer."""
    if not n:
        return None
    p = successes / n
    divisor = 1 + Z**2 / n
    centre = (p + Z**2 / (2 * n)) / divisor
    half = Z / divisor * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
