"""How much one address may send, and how much was sent away to come again. In the memory of one process, for a minute."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from analytics.collecting.dropped import Dropped
from analytics.collecting.rows import TurnedAway

# From then on all addresses that are new within the minute share one place.
REMEMBERED = 100_000
NEWCOMERS = "newcomers"


class Flood:
    """Events by address within the running minute; the next minute begins with none."""

    def __init__(self, *, remembered: int = REMEMBERED):
        self._remembered = remembered
        self._minute = 0
        self._sent: dict[str, int] = {}
        self._lock = Lock()

    def seconds_to_wait(self, address: str, *, most: int, at: datetime) -> int:
        """0 for who may send. Who has sent `most` waits for the next minute."""
        with self._lock:
            self._turn_to(at)
            if self._sent.get(self._place(address), 0) < most:
                return 0
        return 60 - at.second

    def count(self, address: str, events: int, *, at: datetime) -> None:
        with self._lock:
            self._turn_to(at)
            place = self._place(address)
            self._sent[place] = self._sent.get(place, 0) + events

    def forget(self) -> None:
        with self._lock:
            self._sent.clear()

    def _turn_to(self, at: datetime) -> None:
        minute = int(at.timestamp()) // 60
        if minute != self._minute:
            self._minute = minute
            self._sent = {}

    def _place(self, address: str) -> str:
        return address if address in self._sent or len(self._sent) < self._remembered else NEWCOMERS


class SentAway:
    """What was answered 429 or 503 is counted too: with the next events that are written."""

    def __init__(self) -> None:
        self._counted: Counter[Dropped] = Counter()
        self._lock = Lock()

    def add(self, reason: Dropped, count: int) -> None:
        with self._lock:
            self._counted[reason] += count

    def __bool__(self) -> bool:
        return bool(self._counted)

    def take(self, *, at: datetime) -> list[TurnedAway]:
        with self._lock:
            counted, self._counted = self._counted, Counter()
        return [TurnedAway(reason=reason, count=count, day=at.date()) for reason, count in counted.items()]

    def put_back(self, rows: Iterable[TurnedAway]) -> None:
        for row in rows:
            self.add(row.reason, row.count)
