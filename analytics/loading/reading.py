"""The arithmetic of reading (formulas 5.2): no database, no clock, no settings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from analytics.collecting.rows import Sign

SITTING = timedelta(minutes=30)
MOST_TIMES_EXPECTED = 3
LEAST_THOROUGH_SECONDS = 10
# An asset without a word or a figure (a film alone) has no expected time that we know of.
MOST_MS_UNMEASURED = 30 * 60 * 1000


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the signs of one page view say together."""

    last_seq: int
    active_ms: int
    depth: float
    began: datetime
    last_at: datetime
    fresh: int


@dataclass(frozen=True, kw_only=True)
class ThoroughRule:
    depth: float
    share_of_expected: float


def collapse(signs: Iterable[Sign], *, after: int = -1) -> Seen | None:
    """The signs later than `after` as one; None if all are known. Signs are cumulative, so the largest value stands.

    Of two signs with one number the first counts, whatever the second says.
    """
    fresh: dict[int, Sign] = {}
    for sign in signs:
        if sign.seq > after:
            fresh.setdefault(sign.seq, sign)
    if not fresh:
        return None
    return Seen(
        last_seq=max(fresh),
        active_ms=max(sign.active_ms for sign in fresh.values()),
        depth=max(sign.depth for sign in fresh.values()),
        began=min(sign.at for sign in fresh.values()),
        last_at=max(sign.at for sign in fresh.values()),
        fresh=len(fresh),
    )


def most_ms(expected_seconds: int) -> int:
    """A tab left open is not read for ever: at most three times what an average reader needs."""
    return expected_seconds * 1000 * MOST_TIMES_EXPECTED or MOST_MS_UNMEASURED


def active_ms(page_views: Iterable[int], *, expected_seconds: int) -> int:
    """The active time of a sitting: that of its page views together, capped."""
    return min(sum(page_views), most_ms(expected_seconds))


def is_thorough(*, active_ms: int, depth: float, expected_seconds: int, rule: ThoroughRule) -> bool:
    """Far enough and long enough. Where we do not know how long it takes, we do not claim it."""
    if not expected_seconds:
        return False
    least = max(LEAST_THOROUGH_SECONDS, rule.share_of_expected * expected_seconds)
    return depth >= rule.depth and active_ms >= least * 1000


def is_same_sitting(opened: datetime, *, began: datetime, last_at: datetime, zone: tzinfo) -> bool:
    """Within half an hour of the sitting, and on the day on which it began where we are."""
    near = began - SITTING <= opened <= last_at + SITTING
    return near and opened.astimezone(zone).date() == began.astimezone(zone).date()
