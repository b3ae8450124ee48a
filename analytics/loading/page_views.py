"""What the signs of one page view say together, in whatever order they came and however often.

Of the totals the sign with the highest number knows best. The earliest says when it began and whence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from analytics.collecting.rows import Sign
from analytics.loading.reading import Claim
from analytics.reasons import Machine

# What was loaded ahead was on no screen then; if it is opened after all, a later sign says so.
PREFETCH = str(Machine.PREFETCH)


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
    heard_until: datetime  # when we first heard the highest number: a repeat, whenever it comes, says no more
    shown: bool
    mail: str
    mailed_at: datetime | None
    machine: str
    signs: dict[int, Sign]


@dataclass(slots=True)
class View:
    """One opening of a page, as far as we have heard of it."""

    id: str
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
    def of(cls, view: str, seen: Seen) -> "View":
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
            self.last_seq, self.active_ms, self.heard_until = last.seq, last.active_ms, seen.heard_until
            self.depth, self.pages, self.film = last.depth, last.pages, last.film
        elif last.seq == self.last_seq:
            self.heard_until = min(self.heard_until, seen.heard_until)
        self.heard_from = min(self.heard_from, seen.heard_from)
        self.shown = self.shown or seen.shown
        self.mail = self.mail or seen.mail


def collapse(signs: Sequence[Sign]) -> Seen:
    """Of two signs with one number the first counts, whatever the second says. In one pass: most of them come by here."""
    last = signs[0]
    began = ended = last.at
    heard_from = heard_until = last.heard or began
    by_number: dict[int, Sign] = {}
    at_once: list[Sign] = []
    shown, mail, machine = False, "", ""
    for sign in signs:
        by_number.setdefault(sign.seq, sign)
        at, heard = sign.at, sign.heard or sign.at
        if sign.seq > last.seq:
            last, heard_until = sign, heard
        elif sign.seq == last.seq and heard < heard_until:
            heard_until = heard
        if at < began:
            began, at_once = at, [sign]
        elif at == began:
            at_once.append(sign)
        if at > ended:
            ended = at
        if heard < heard_from:
            heard_from = heard
        if sign.machine != PREFETCH:
            shown = shown or sign.shown
            machine = max(machine, sign.machine) if sign.machine else machine
        mail = max(mail, sign.mail) if sign.mail else mail
    return Seen(
        last=last,
        began=Beginning(began, min(map(_arrival, at_once))),
        ended=ended,
        heard_from=heard_from,
        heard_until=heard_until,
        shown=shown,
        mail=mail,
        mailed_at=next((sign.mailed_at for sign in signs if sign.mailed_at), None) if mail else None,
        machine=machine,
        signs=by_number,
    )


def _arrival(sign: Sign) -> Arrival:
    return Arrival(sign.source, sign.medium, sign.campaign, sign.referrer, sign.country)
