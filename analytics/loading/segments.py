"""How the loader reads the spool's segments: from where it stopped, whole lines only."""

import fcntl
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analytics.collecting.segment import SUFFIX

logger = logging.getLogger(__name__)

READER_LOCK = ".reader"

#: Said once, not each second.
_named: set[Path] = set()


@dataclass(frozen=True, kw_only=True)
class Chunk:
    path: Path
    lines: Sequence[bytes]
    start: int
    end: int
    is_finished: bool

    @property
    def segment(self) -> str:
        return self.path.name


@contextmanager
def only_reader(folder: Path) -> Iterator[bool]:
    """Whether nobody else reads this spool now; and nobody does until the end of the block."""
    with (folder / READER_LOCK).open("a") as lock:
        yield _locked(lock.fileno())


def segments(folder: Path) -> list[Path]:
    """Oldest first."""
    return sorted(folder.glob(f"*{SUFFIX}"))


def read_on(paths: Sequence[Path], marks: Mapping[str, int], *, limit: int) -> list[Chunk]:
    """Up to `limit` lines that were not read yet, with those segments that are read and will not grow."""
    chunks: list[Chunk] = []
    for path in paths:
        try:
            chunk = _read(path, marks.get(path.name, 0), limit=limit - sum(len(c.lines) for c in chunks))
        except OSError as error:
            _name(path, error)
            continue
        if chunk.lines or chunk.is_finished:
            chunks.append(chunk)
    return chunks


def _name(path: Path, error: OSError) -> None:
    """One segment that cannot be read must not keep the others waiting. It stays where it is."""
    if path not in _named:
        _named.add(path)
        logger.error("%s cannot be read and is left where it is; all other segments are loaded. %s", path, error)


def _read(path: Path, start: int, *, limit: int) -> Chunk:
    lines: list[bytes] = []
    with path.open("rb") as file:
        # Asked before reading: a writer that is gone by now has written all it ever will.
        writer_is_gone = _locked(file.fileno())
        file.seek(start)
        while len(lines) < limit and (line := file.readline()).endswith(b"\n"):
            lines.append(line)
        is_finished = writer_is_gone and len(lines) < limit
    end = start + sum(map(len, lines))
    return Chunk(path=path, lines=lines, start=start, end=end, is_finished=is_finished)


def _locked(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
