"""What changed against the period before: the keys of a way that gained or lost most touches."""

from dataclasses import dataclass
from math import sqrt

from analytics.rollups import asking
from analytics.rollups.consumed import Mover
from analytics.rollups.way import Way
from analytics.screens.consumption_rows import MINUS, Behind
from analytics.screens.periods import Period
from analytics.screens.reading_ways import in_address

MOST_CHANGES = 6
#: So many standard deviations lie around a difference that chance alone brings about 95 times in 100.
SURE = 1.96


@dataclass(frozen=True)
class Change:
    mover: Mover
    behind: Behind
    behind_before: Behind

    @property
    def in_address(self) -> str:
        return in_address(self.mover.key)

    @property
    def gained(self) -> str:
        return f"{self.mover.gained:+,d}".replace("-", MINUS)

    @property
    def may_be_chance(self) -> bool:
        """Two counts of rare events differ by this much although nothing has changed."""
        return abs(self.mover.gained) <= SURE * sqrt(self.mover.touches + self.mover.touches_before)


def changes(way: Way, period: Period) -> list[Change]:
    """The largest first."""
    found = asking.movers(way, period.span, before=period.before.span, limit=MOST_CHANGES)
    return [
        Change(mover, *(Behind.of(days, way.name, mover.key) for days in (period, period.before))) for mover in found
    ]
