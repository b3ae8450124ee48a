"""What was promised: every event that was answered with 2xx, and what must therefore be in the database."""

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Reader:
    """A visitor who agreed to be remembered: what its browser sends along, and where it seems to come from."""

    key: UUID
    cookie: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Event:
    view: UUID
    seq: int
    asset: int
    active_ms: int
    depth: float
    did: str = ""
    at: int | None = None

    def as_sent(self) -> dict:
        body = {
            "id": str(self.view),
            "seq": self.seq,
            "asset": self.asset,
            "active_ms": self.active_ms,
            "depth": self.depth,
        }
        more = {"did": self.did or None, "at": self.at}
        return body | {name: value for name, value in more.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What goes out in one request. Without a reader it is an opening by somebody who was not asked."""

    reader: Reader | None
    address: str
    events: tuple[Event, ...]


@dataclass
class View:
    """What a page view must have come to."""

    reader: Reader
    asset: int
    last_seq: int = -1
    active_ms: int = 0
    depth: float = 0.0


@dataclass
class Ledger:
    """Safe among threads."""

    letters: list[Letter] = field(default_factory=list)
    openings_promised: Counter[int] = field(default_factory=Counter)
    openings_tried: Counter[int] = field(default_factory=Counter)
    deliveries: int = 0
    refusals: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def tried(self, letter: Letter) -> None:
        if letter.reader is None:
            with self._lock:
                self.openings_tried.update(event.asset for event in letter.events)

    def promised(self, letter: Letter) -> None:
        with self._lock:
            self.deliveries += 1
            if letter.reader is None:
                self.openings_promised.update(event.asset for event in letter.events)
            else:
                self.letters.append(letter)

    def refused(self, status: int) -> None:
        with self._lock:
            self.refusals[status] += 1

    def complain(self, words: str) -> None:
        with self._lock:
            self.wrong.append(words)

    @property
    def events(self) -> dict[tuple[UUID, int], Event]:
        return {(event.view, event.seq): event for letter in self.letters for event in letter.events}

    def views(self) -> dict[UUID, View]:
        views: dict[UUID, View] = {}
        for letter in self.letters:
            for event in letter.events:
                view = views.setdefault(event.view, View(reader=letter.reader, asset=event.asset))
                view.last_seq = max(view.last_seq, event.seq)
                view.active_ms = max(view.active_ms, event.active_ms)
                view.depth = max(view.depth, event.depth)
        return views

    def deeds(self) -> set[tuple[UUID, int, str]]:
        return {(event.view, event.seq, event.did) for event in self.events.values() if event.did}

    def readings(self) -> dict[tuple[UUID, int], int]:
        """Active milliseconds of each reader on each asset."""
        sums: dict[tuple[UUID, int], int] = defaultdict(int)
        for view in self.views().values():
            sums[view.reader.key, view.asset] += view.active_ms
        return dict(sums)


def together(ledgers: Iterable[Ledger]) -> Ledger:
    whole = Ledger()
    for ledger in ledgers:
        whole.letters += ledger.letters
        whole.openings_promised += ledger.openings_promised
        whole.openings_tried += ledger.openings_tried
    return whole
