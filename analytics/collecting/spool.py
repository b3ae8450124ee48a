"""A place on disk where events are safe before they are answered for, whatever becomes of the database.

Each process appends lines to a segment file of its own and holds a lock on it while it lives. A line that
`append` returned for has been through fdatasync. Threads that wait share one sync. What follows the last
newline of a segment was never answered for.
"""

import fcntl
import os
import threading
import time
import weakref
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import uuid4

SUFFIX = ".jsonl"
MOST_BYTES = 8 * 1024 * 1024
MOST_SECONDS = 60.0


@dataclass
class _Entry:
    data: bytes
    settled: bool = False
    error: OSError | None = None


@dataclass
class _Segment:
    path: Path
    fd: int
    opened: float = field(default_factory=time.monotonic)
    size: int = 0


class Spool:
    _turn: threading.Condition
    _waiting: list[_Entry]
    _leading: bool
    _segment: _Segment | None

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS):
        self.folder = folder
        self.most_bytes = most_bytes
        self.most_seconds = most_seconds
        self._start_afresh()
        _spools.add(self)

    def append(self, lines: Iterable[bytes]) -> None:
        """Return once the lines are durable. Raises OSError when they are not, and then they may be sent again."""
        entry = _Entry(b"".join(lines))
        with self._turn:
            self._waiting.append(entry)
            while self._leading and not entry.settled:
                self._turn.wait()
            if not entry.settled:
                self._leading = True
        if not entry.settled:
            self._lead()
        if entry.error:
            raise entry.error

    def close(self) -> None:
        """Let go of the segment; the next append opens another."""
        with self._turn:
            while self._leading:
                self._turn.wait()
            self._let_go()

    def _let_go(self) -> None:
        if self._segment:
            os.close(self._segment.fd)
            self._segment = None

    def _start_afresh(self) -> None:
        self._turn = threading.Condition()
        self._waiting = []
        self._leading = False
        self._segment = None

    def _lead(self) -> None:
        """Write and sync for everyone who waits by now; those who come meanwhile are led by one of them."""
        with self._turn:
            entries, self._waiting = self._waiting, []
        error: OSError | None = OSError("the thread that wrote for the others was stopped")
        try:
            error = self._write(b"".join(entry.data for entry in entries))
        finally:
            with self._turn:
                for entry in entries:
                    entry.error = error
                    entry.settled = True
                self._leading = False
                self._turn.notify_all()

    def _write(self, data: bytes) -> OSError | None:
        try:
            segment = self._current()
            written = 0
            while written < len(data):
                written += os.write(segment.fd, data[written:])
            os.fdatasync(segment.fd)
        except OSError as error:
            self._abandon()
            return error
        segment.size += len(data)
        return None

    def _current(self) -> _Segment:
        segment = self._segment
        if segment and not self._is_full(segment) and os.fstat(segment.fd).st_nlink:
            return segment
        self._let_go()
        self._segment = opened = self._open()
        return opened

    def _is_full(self, segment: _Segment) -> bool:
        return segment.size >= self.most_bytes or time.monotonic() - segment.opened >= self.most_seconds

    def _open(self) -> _Segment:
        """A new segment gets its name only when it is locked, so that no reader takes it for a finished one."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{time.time_ns():020d}-{os.getpid()}-{uuid4().hex[:8]}"
        path, unnamed = self.folder / (name + SUFFIX), self.folder / f".{name}"
        fd = os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            unnamed.rename(path)
            sync_folder(self.folder)
        except OSError:
            os.close(fd)
            unnamed.unlink(missing_ok=True)
            raise
        return _Segment(path, fd)

    def _abandon(self) -> None:
        """After a failed write the end of the segment is unknown: never append to it again."""
        segment = self._segment
        if segment:
            if segment.size == 0:
                segment.path.unlink(missing_ok=True)
            self._let_go()

    def _forget(self) -> None:
        """In a forked child: the segment is the parent's. Closing our copy leaves the parent's lock alone."""
        segment = self._segment
        self._start_afresh()
        if segment:
            os.close(segment.fd)


_spools: "weakref.WeakSet[Spool]" = weakref.WeakSet()


def _forget_all() -> None:
    for spool in list(_spools):
        spool._forget()


os.register_at_fork(after_in_child=_forget_all)


def sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@cache
def spool_in(folder: Path) -> Spool:
    """The one spool of this process in a folder."""
    return Spool(folder)
