"""What the signs of one page view say together, in whatever order they came and however often.

Of the totals the sign with the highest number knows best. The earliest says when it began and whence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from analytics.collecting.rows import Sign
from analytics.loading.reading import Claim
from analytics.reasons import Machine

# What was loaded ahead was on no screen then; if it is opened after all, a later sign says so.
PREFETCH = str(Machine.PREFETCH)
_AT = attrgetter("at")


class Arrival(NamedTuple):
    """How a reader came to an asset."""

    source: str = ""
    medium: str = ""
    campaign: str = ""
    referrer: str = ""
    country: str = ""


class Beginning(NamedTuple):
    """Two that were at the same moment are told apart by where they came from, so that one of them is the first."""

    at: datetime
    arrival: Arrival


class Seen(NamedTuple):
    """The signs of one page view that were loaded together."""

    last: Sign
    began: Beginning
    ended: datetime
    heard_from: datetime
    heard_until: datetime
    shown: bool
    mail: str
    mailed_at: datetime | None
    machine: str
    signs: dict[int, Sign]


@dataclass(kw_only=True, slots=True)
class View:
    """One opening of a page, as far as we have heard of it."""

    id: UUID
    heard_from: datetime
    heard_until: datetime
    last_seq: int
    active_ms: int
    depth: float
    pages: float
    film: float
    shown: bool
    mail: str

    @classmethod
    def of(cls, view: UUID, seen: Seen) -> "View":
        last = seen.last
        return cls(
            id=view,
            heard_from=seen.heard_from,
            heard_until=seen.heard_until,
            last_seq=last.seq,
            active_ms=last.active_ms,
            depth=last.depth,
            pages=last.pages,
            film=last.film,
            shown=seen.shown,
            mail=seen.mail,
        )

    @property
    def claim(self) -> Claim:
        return Claim(self.active_ms, self.heard_from, self.heard_until)

    def depth_by(self, carrier: str) -> float:
        """How far the part was read that carries the asset."""
        return {"document": self.pages, "film": self.film}.get(carrier, self.depth)

    def learn(self, seen: Seen) -> None:
        last = seen.last
        if last.seq > self.last_seq:
            self.last_seq, self.active_ms = last.seq, last.active_ms
            self.depth, self.pages, self.film = last.depth, last.pages, last.film
        self.heard_from = min(self.heard_from, seen.heard_from)
        self.heard_until = max(self.heard_until, seen.heard_until)
        self.shown = self.shown or seen.shown
        self.mail = self.mail or seen.mail


def collapse(signs: Sequence[Sign]) -> Seen:
    """Of two signs with one number the first counts, whatever the second says."""
    by_number: dict[int, Sign] = {}
    for sign in signs:
        by_number.setdefault(sign.seq, sign)
    # Sorting compares moments least where they are in order, as they mostly are; and that is what costs here.
    in_time = sorted(signs, key=_AT)
    heard = sorted([sign.heard or sign.at for sign in signs])
    return Seen(
        last=by_number[max(by_number)],
        began=_beginning(in_time),
        ended=in_time[-1].at,
        heard_from=heard[0],
        heard_until=heard[-1],
        shown=any(sign.shown and sign.machine != PREFETCH for sign in signs),
        mail=max([sign.mail for sign in signs]),
        mailed_at=next((sign.mailed_at for sign in signs if sign.mailed_at), None),
        machine=max([sign.machine for sign in signs if sign.machine != PREFETCH], default=""),
        signs=by_number,
    )


def _beginning(in_time: Sequence[Sign]) -> Beginning:
    began = in_time[0].at
    at_once = takewhile(lambda sign: sign.at == began, in_time[1:])
    return Beginning(began, min([_arrival(in_time[0]), *map(_arrival, at_once)]))


def _arrival(sign: Sign) -> Arrival:
    return Arrival(sign.source, sign.medium, sign.campaign, sign.referrer, sign.country)
