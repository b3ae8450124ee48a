"""A place on disk where events are safe before they are answered for, whatever becomes of the database.

Threads that wait share one sync, and no more wait than stands here: who comes on top is told so at once.
"""

import os
import threading
import weakref
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from analytics.collecting.segment import MOST_BYTES, MOST_SECONDS, Segment

MOST_WAITING = 10_000
MOST_WAITING_BYTES = 16 * 1024 * 1024


class SpoolBusy(Exception):
    """As much waits for the disk as may wait; nothing was taken."""


class _Entry:
    """What one thread wants written. It waits at `turn` until that is settled, or until it is its turn to write."""

    __slots__ = ("data", "error", "settled", "turn")

    def __init__(self, data: bytes):
        self.data = data
        self.settled = False
        self.error: OSError | None = None
        self.turn = threading.Lock()
        self.turn.acquire()


class Spool:
    _turn: threading.Condition
    _waiting: list[_Entry]
    _waiting_bytes: int
    _leading: bool

    def __init__(
        self,
        folder: Path,
        *,
        most_bytes: int = MOST_BYTES,
        most_seconds: float = MOST_SECONDS,
        most_waiting: int = MOST_WAITING,
        most_waiting_bytes: int = MOST_WAITING_BYTES,
    ):
        self.segment = Segment(folder, most_bytes=most_bytes, most_seconds=most_seconds)
        self.most_waiting = most_waiting
        self.most_waiting_bytes = most_waiting_bytes
        self._start_afresh()
        _spools.add(self)

    def append(self, lines: Iterable[bytes]) -> None:
        """Return once the lines are durable. Raises OSError when they are not, and then they may be sent again."""
        entry = _Entry(b"".join(lines))
        with self._turn:
            self._queue(entry)
            is_first, self._leading = not self._leading, True
        if not is_first:
            entry.turn.acquire()
        if not entry.settled:
            self._lead()
        if entry.error:
            raise entry.error

    def close(self) -> None:
        """Let go of the segment; the next append opens another."""
        with self._turn:
            while self._leading:
                self._turn.wait()
            self.segment.close()

    def _start_afresh(self) -> None:
        self._turn = threading.Condition(threading.Lock())
        self._waiting = []
        self._waiting_bytes = 0
        self._leading = False

    def _queue(self, entry: _Entry) -> None:
        waiting_bytes = self._waiting_bytes + len(entry.data)
        if self._waiting and (len(self._waiting) >= self.most_waiting or waiting_bytes > self.most_waiting_bytes):
            raise SpoolBusy
        self._waiting.append(entry)
        self._waiting_bytes = waiting_bytes

    def _lead(self) -> None:
        """Write and sync for everyone who waits by now; the first of those who come meanwhile leads them."""
        with self._turn:
            entries, self._waiting, self._waiting_bytes = self._waiting, [], 0
        error: OSError | None = OSError("the thread that wrote for the others was stopped")
        try:
            error = self._write(b"".join(entry.data for entry in entries))
        finally:
            with self._turn:
                following = self._waiting[:1]
                if not following:
                    self._leading = False
                    self._turn.notify_all()
            for entry in entries:
                entry.error = error
                entry.settled = True
            for entry in [*following, *entries]:
                entry.turn.release()

    def _write(self, data: bytes) -> OSError | None:
        try:
            self.segment.append(data)
        except OSError as error:
            return error
        return None

    def _forget(self) -> None:
        """In a forked child: the segment is the parent's. Closing our copy leaves the parent's lock alone."""
        self._start_afresh()
        self.segment.close()


_spools: "weakref.WeakSet[Spool]" = weakref.WeakSet()


def _forget_all() -> None:
    for spool in list(_spools):
        spool._forget()


os.register_at_fork(after_in_child=_forget_all)


@cache
def spool_in(folder: Path) -> Spool:
    """The one spool of this process in a folder."""
    return Spool(folder)
