"""What an operator is told of the spool: whether it takes events, and how much of it nobody has loaded yet."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from analytics.collecting.rows import Bad, Sign, from_line
from analytics.collecting.segment import SUFFIX


@dataclass(frozen=True, kw_only=True)
class Backlog:
    bytes: int
    oldest: datetime | None


def backlog(folder: Path, marks: Mapping[str, int]) -> Backlog:
    """What stands after the marks. Without marks everything does, so of a database that is away it is the most there can be."""
    unread = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            left = path.stat().st_size - marks.get(path.name, 0)
        except OSError:  # loaded meanwhile, or not to be read
            continue
        if left > 0:
            unread[path] = left
    oldest = min((_written(path, marks.get(path.name, 0)) for path in unread), default=None)
    return Backlog(bytes=sum(unread.values()), oldest=oldest)


def can_be_written(folder: Path) -> bool:
    """Tried, since neither permissions nor free space say it surely."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix="probe-", suffix=".tmp") as probe:
            probe.write(b"ready?")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError:
        return False
    return True


def _written(path: Path, mark: int) -> datetime:
    """When the first unread line was written, else when its segment was begun, which its name says."""
    try:
        with path.open("rb") as file:
            file.seek(mark)
            row = from_line(file.readline())
    except (OSError, ValueError):
        return _begun(path)
    if isinstance(row, Sign):
        return row.heard or row.at
    return row.at if isinstance(row, Bad) else _begun(path)


def _begun(path: Path) -> datetime:
    """A file that somebody else has put there has a name without a time."""
    try:
        return datetime.fromtimestamp(int(path.name.partition("-")[0]) / 1e9, tz=UTC)
    except (ValueError, OverflowError):
        return datetime.fromtimestamp(path.lstat().st_mtime, tz=UTC)
