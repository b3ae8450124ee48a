"""The file that one process of the collector appends to: when `append` returns, the lines have been through fdatasync.

A process holds a lock on its segment while it lives. What follows the last newline of a segment was never answered for.
"""

import fcntl
import os
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

SUFFIX = ".jsonl"
MOST_BYTES = 8 * 1024 * 1024
MOST_SECONDS = 60.0


@dataclass
class _File:
    path: Path
    fd: int
    opened: float = field(default_factory=time.monotonic)
    size: int = 0


class Segment:
    """One writer at a time: the spools see to that."""

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS):
        self.folder = folder
        self.most_bytes = most_bytes
        self.most_seconds = most_seconds
        self.file: _File | None = None

    def append(self, data: bytes) -> None:
        """Raises OSError when the data is not durable; then nothing of it will be read, as far as the disk allows."""
        try:
            file = self._current()
            written = 0
            while written < len(data):
                written += os.write(file.fd, data[written:])
            os.fdatasync(file.fd)
        except OSError:
            self._abandon()
            raise
        file.size += len(data)

    def close(self) -> None:
        """Let go of the file, which also lets go of its lock; the next append opens another."""
        if self.file:
            os.close(self.file.fd)
            self.file = None

    def _current(self) -> _File:
        file = self.file
        if file and not self._is_full(file) and os.fstat(file.fd).st_nlink:
            return file
        self.close()
        self.file = opened = self._open()
        return opened

    def _is_full(self, file: _File) -> bool:
        return file.size >= self.most_bytes or time.monotonic() - file.opened >= self.most_seconds

    def _open(self) -> _File:
        """A new file gets its name only when it is locked, so that no reader takes it for a finished one."""
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
        return _File(path, fd)

    def _abandon(self) -> None:
        """After a failed write the end of the file is unknown: cut off what was not answered for, and never append again."""
        if self.file:
            with suppress(OSError):
                os.ftruncate(self.file.fd, self.file.size)
            if self.file.size == 0:
                self.file.path.unlink(missing_ok=True)
            self.close()


def sync_folder(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
