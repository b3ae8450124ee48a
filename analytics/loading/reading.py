"""The arithmetic of reading (formulas 5.2): no database, no clock, no settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

SITTING = timedelta(minutes=30)
MOST_TIMES_EXPECTED = 3
LEAST_THOROUGH_SECONDS = 10
# An asset without a word or a figure (a film alone) has no expected time that we know of.
MOST_MS_UNMEASURED = 30 * 60 * 1000
# So much may a page have read before we first hear of it, and since: it tells us every fifteen seconds.
UNHEARD = timedelta(seconds=20)
_MS = timedelta(milliseconds=1)


class Claim(NamedTuple):
    """The active time that a page says, and by our own clock the time in which it said so."""

    active_ms: int
    heard_from: datetime
    heard_until: datetime


@dataclass(frozen=True, kw_only=True)
class ThoroughRule:
    depth: float
    share_of_expected: float
    least_seconds: float = LEAST_THOROUGH_SECONDS
    #: An asset's own number, whatever is expected of its readers.
    seconds: int | None = None


def believed_ms(claim: Claim) -> int:
    """A page cannot have been read for longer than we have known of it, whatever it says."""
    return max(0, min(claim.active_ms, (claim.heard_until - claim.heard_from + UNHEARD) // _MS))


def most_ms(expected_seconds: int, *, times_expected: float = MOST_TIMES_EXPECTED) -> int:
    """A tab left open is not read for ever: at most three times what an average reader needs."""
    return round(expected_seconds * 1000 * times_expected) or MOST_MS_UNMEASURED


def active_ms(claims: Sequence[Claim], *, expected_seconds: int, times_expected: float = MOST_TIMES_EXPECTED) -> int:
    """Of a sitting: that of its page views together, but never more than it lasted, nor than the most."""
    if len(claims) > 1:
        together = sum(map(believed_ms, claims))
        began, ended = min(claim.heard_from for claim in claims), max(claim.heard_until for claim in claims)
        claims = [Claim(together, began, ended)]
    return min(believed_ms(claims[0]), most_ms(expected_seconds, times_expected=times_expected))


def is_thorough(*, active_ms: int, depth: float, expected_seconds: int, rule: ThoroughRule) -> bool:
    """Far enough and long enough. Where we do not know how long it takes, we do not claim it."""
    least: float | None = rule.seconds
    if least is None:
        if not expected_seconds:
            return False
        least = max(rule.least_seconds, rule.share_of_expected * expected_seconds)
    return depth >= rule.depth and active_ms >= least * 1000


def is_one_sitting(
    one: tuple[datetime, datetime], other: tuple[datetime, datetime], *, zone: tzinfo, silence: timedelta = SITTING
) -> bool:
    """Whether two stretches of reading belong together: half an hour of silence parts them, and a midnight in silence.

    Stretches only grow as signs come in late, so what once belonged together always will.
    """
    earlier, later = sorted([one, other])
    if later[0] <= earlier[1]:
        return True
    if later[0] - earlier[1] > silence:
        return False
    return later[0].astimezone(zone).date() == earlier[1].astimezone(zone).date()
