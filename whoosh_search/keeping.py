"""What was decoded or counted once and may be wanted again, within so many bytes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar

Kept = TypeVar("Kept")

# What an entry takes beside its arrays.
OVERHEAD = 300


class Shelf:
    """Forgets what was not asked for longest when it grows too heavy. Safe across threads."""

    def __init__(self, most_bytes: int):
        self.most_bytes = most_bytes
        self.bytes = 0
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Kept], size: Callable[[Kept], int]) -> Kept:
        """What is kept under a key, or made now. Two threads may make it twice; that does no harm."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][0]
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made, size(made) + OVERHEAD
                self.bytes += self._kept[key][1]
            while self.bytes > self.most_bytes and len(self._kept) > 1:
                _, (_, freed) = self._kept.popitem(last=False)
                self.bytes -= freed
        return made
