"""Sharing a sale out among the touches that came before it.

A model weighs the touches of one journey, oldest first; `share_out` turns weights into whole cents that add up.
Weights are exact, so that no amount is large enough to lose a cent. A new model is one line in `MODELS`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Context, Decimal
from fractions import Fraction
from math import lcm
from typing import Protocol, TypeVar

#: Stored with every crediting. Raise it when a weight or a rule below changes.
RULES = "2026-1"
SITTING_ENDS_AFTER = timedelta(minutes=30)
# Decimal powers are the same on every machine; those of floats are not.
_PRECISE = Context(prec=40)
_UNITS = Decimal(10) ** 30


class Touched(Protocol):
    @property
    def at(self) -> datetime: ...


class Sitting(Touched, Protocol):
    """A touch of which we know whose it was, and when it ended."""

    @property
    def last_at(self) -> datetime: ...
    @property
    def person(self) -> int: ...
    @property
    def asset(self) -> int: ...


T = TypeVar("T", bound=Touched)
S = TypeVar("S", bound=Sitting)


@dataclass(frozen=True)
class Journey:
    """The touches before one sale in order, and the moments that the milestones hang on."""

    touches: Sequence[Touched]
    known_at: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None

    def last_until(self, moment: datetime | None) -> int | None:
        """The place of the last touch at or before a moment."""
        if moment is None:
            return None
        return max((i for i, touch in enumerate(self.touches) if touch.at <= moment), default=None)


Model = Callable[[Journey], list[Fraction]]


def eligible(touches: Sequence[T], closed_at: datetime) -> list[T]:
    """What can have helped: nothing that was read after the deal was closed."""
    return [touch for touch in touches if touch.at <= closed_at]


def collapse(touches: Sequence[S], zone: tzinfo) -> list[S]:
    """One touch for each sitting: the same person, asset and local day, with no pause of 30 minutes.

    `touches` are in order. Capture does this for one browser; a person may have two.
    """
    kept: list[S] = []
    ends: dict[tuple[int, int], tuple[S, datetime]] = {}
    for touch in touches:
        key = (touch.person, touch.asset)
        first, end = ends.get(key, (None, None))
        if first and end and touch.at - end <= SITTING_ENDS_AFTER and _same_day(first.at, touch.at, zone):
            ends[key] = (first, max(end, touch.last_at))
        else:
            kept.append(touch)
            ends[key] = (touch, touch.last_at)
    return kept


def _same_day(one: datetime, other: datetime, zone: tzinfo) -> bool:
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def linear(journey: Journey) -> list[Fraction]:
    return [Fraction(1)] * len(journey.touches)


def milestones(*, first: int = 0, known: int = 0, opened: int = 0, closed: int = 0, rest: int = 0) -> Model:
    """A model of weights for the milestones, in thousandths that add up to 1000.

    One touch may hold several milestones and adds their weights; `rest` is shared by those that hold none.
    A milestone without a touch, or a rest without takers, is missing: `share_out` scales what remains to the whole.
    """

    def weigh(journey: Journey) -> list[Fraction]:
        holders = [
            (0, first),
            (journey.last_until(journey.known_at), known),
            (journey.last_until(journey.opened_at), opened),
            (len(journey.touches) - 1, closed),
        ]
        held = [(place, weight) for place, weight in holders if place is not None and weight]
        weights = [Fraction(0)] * len(journey.touches)
        others = set(range(len(weights))) - {place for place, _ in held}
        for place, weight in held:
            weights[place] += weight
        for place in others:
            weights[place] += Fraction(rest, len(others))
        return weights

    return weigh


def time_decay(half_life: timedelta) -> Model:
    """A touch counts half for each half-life before the last one.

    Counting back from the last touch gives the same shares as from the closing, and never only zeros.
    """

    def weigh(journey: Journey) -> list[Fraction]:
        last = journey.touches[-1].at
        return [Fraction(_halved((last - touch.at) // timedelta.resolution, half_life)) for touch in journey.touches]

    return weigh


def _halved(microseconds: int, half_life: timedelta) -> int:
    halvings = _PRECISE.divide(Decimal(microseconds), Decimal(half_life // timedelta.resolution))
    return int(_PRECISE.power(Decimal("0.5"), halvings) * _UNITS)


MODELS: dict[str, Model] = {
    "first": milestones(first=1000),
    "last": milestones(closed=1000),
    "lead-creation": milestones(known=1000),
    "linear": linear,
    "u": milestones(first=400, known=400, rest=200),
    "position": milestones(first=400, closed=400, rest=200),
    "w": milestones(first=300, known=300, opened=300, rest=100),
    "full-path": milestones(first=225, known=225, opened=225, closed=225, rest=100),
    "j": milestones(first=200, closed=600, rest=200),
    "inverse-j": milestones(first=600, closed=200, rest=200),
    "time-decay-7d": time_decay(timedelta(days=7)),
    "time-decay-30d": time_decay(timedelta(days=30)),
}


def is_fallback(weights: Sequence[Fraction]) -> bool:
    """Nobody holds what the model asks for, as when the lead was known before the first touch."""
    return not any(weights)


def share_out(cents: int, weights: Sequence[Fraction]) -> list[int]:
    """Whole cents by weight. They add up to `cents`; without any weight the first touch takes everything.

    Each share is rounded down; the cents left over go to the largest fractions, the earliest first.
    A refund is shared as the sale would be, and is negative.
    """
    if not weights:
        return []
    if is_fallback(weights):
        return [cents] + [0] * (len(weights) - 1)
    if cents < 0:
        return [-share for share in share_out(-cents, weights)]
    scale = lcm(*(weight.denominator for weight in weights))
    parts = [weight.numerator * (scale // weight.denominator) for weight in weights]
    whole = sum(parts)
    shares, fractions = zip(*(divmod(cents * part, whole) for part in parts), strict=True)
    left_over = cents - sum(shares)
    lucky = set(sorted(range(len(parts)), key=lambda i: -fractions[i])[:left_over])
    return [share + (i in lucky) for i, share in enumerate(shares)]


def attribute(cents: int, journey: Journey, model: Model) -> list[int]:
    """The cents of each touch of the journey, in its order; nothing without touches."""
    return share_out(cents, model(journey)) if journey.touches else []
