"""Whether a blog is alive, in whole days. No database, no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

SILENT_AFTER = 2


class State(Enum):
    FINE = "fine"
    SILENT = "silent"
    PROBLEM = "problem"
    RETIRED = "retired"


@dataclass(frozen=True)
class Standing:
    state: State
    words: str
    days: int = 0


def standing(
    *, cadence_days: int, last_post: date | None, started_on: date, retired_on: date | None, problem: str, today: date
) -> Standing:
    """Retired comes before everything, and a feed that cannot be read before its silence."""
    if retired_on and retired_on <= today:
        return Standing(State.RETIRED, f"Retired on {retired_on.day} {retired_on:%B %Y}")
    if problem:
        return Standing(State.PROBLEM, problem)
    since = last_post or started_on
    silent = (today - since).days
    if timedelta(days=silent) > SILENT_AFTER * timedelta(days=cadence_days):
        what = "Silent" if last_post else "No post yet"
        return Standing(State.SILENT, f"{what} for {silent} days", silent)
    return Standing(State.FINE, "Fine")
