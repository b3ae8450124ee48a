"""What is to change in the index, kept in files until a writer has committed it.

Each change set is a file of its own that a rename puts in place whole: what a killed process leaves is a
scratch file that nobody reads. Names count upwards, so that the changes of one object keep their order.
"""

import json
import os
import re
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from whoosh_search.documents import Document

# The documents to write, by key; None stands for one to delete.
Changes = dict[str, Document | None]

NAME = re.compile(r"(?P<place>\d{20})-(?P<size>\d+)-[0-9a-f]{8}\.json")

# Of so many objects a change set is seen as a whole or not at all.
LARGEST_SET = 1_000

# A scratch file is written in less than that, however slow the disk.
SCRATCH_SECONDS = 3_600


@dataclass(frozen=True)
class Waiting:
    """A change set in the queue. `place` is when it was queued, in nanoseconds, or later to keep the order."""

    path: Path
    place: int
    size: int

    @property
    def age(self) -> float:
        return time.time() - self.place / 1e9

    def read(self) -> Changes | None:
        """None for a file that is not what was written."""
        try:
            found = json.loads(self.path.read_bytes())
            return dict(found)
        except (ValueError, TypeError, RecursionError):
            return None


class Queue:
    def __init__(self, folder: Path):
        self.folder = folder

    def put(self, changes: Changes) -> None:
        """Raises OSError when it could not be written down."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        items = list(changes.items())
        for start in range(0, len(items), LARGEST_SET):
            self._put(dict(items[start : start + LARGEST_SET]))

    def _put(self, changes: Changes) -> None:
        mark = uuid.uuid4().hex[:8]
        scratch = self.folder / f".{mark}"
        try:
            # Half a character, which no index could hold, becomes a question mark.
            scratch.write_bytes(json.dumps(changes, ensure_ascii=False).encode("utf-8", "replace"))
            # Later than all that waits, whatever has been done to the clock.
            place = max(time.time_ns(), *(each.place + 1 for each in self.waiting()), 0)
            scratch.rename(self.folder / f"{place:020d}-{len(changes)}-{mark}.json")
        except BaseException:
            with suppress(OSError):
                scratch.unlink()
            raise

    def waiting(self) -> list[Waiting]:
        """In the order in which they were queued."""
        try:
            names = sorted(os.listdir(self.folder))
        except (FileNotFoundError, NotADirectoryError):
            return []
        found = ((name, NAME.fullmatch(name)) for name in names)
        return [Waiting(self.folder / name, int(m["place"]), int(m["size"])) for name, m in found if m]

    def size(self) -> int:
        """How many objects wait, those counted twice that changed twice."""
        return sum(each.size for each in self.waiting())

    def remove(self, done: Iterable[Waiting]) -> None:
        for each in done:
            each.path.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Removes what killed processes have half written."""
        with suppress(FileNotFoundError):
            for path in self.folder.glob(".*"):
                with suppress(FileNotFoundError):
                    if time.time() - path.stat().st_mtime > SCRATCH_SECONDS:
                        path.unlink()


def merged(sets: Iterable[Changes | None]) -> Changes:
    """The last word on each object."""
    together: Changes = {}
    for each in sets:
        together.update(each or {})
    return together
