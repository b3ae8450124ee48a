"""Pieces of public pages, each kept under everything that it shows.

What a piece shows is its key, so no change can make it old: another title is another key, and what is no longer asked
for falls out in the end. A piece of a thing that shows rows which its maker cannot name has the version of the public
site among what it shows (`content.freshness.current`).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b

from django.conf import settings
from django.utils.safestring import SafeString

# Beside the pages themselves, a quarter of what they may take; nothing while templates are being worked on.
SHARE = 0.25
OVERHEAD = 250  # bytes


class Fragments:
    """Up to so many bytes of them, those first to go that nobody asked for the longest. Safe among threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        self.kept: OrderedDict[bytes, SafeString] = OrderedDict()
        self.bytes = 0

    def get(self, shown: tuple, make: Callable[[], SafeString]) -> SafeString:
        most = settings.PAGE_CACHE_BYTES * SHARE
        if not most:
            return make()
        key = blake2b(repr(shown).encode(), digest_size=20).digest()
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                return self.kept[key]
        made = make()
        with self.lock:
            self.bytes += _size(made) - (_size(self.kept.pop(key)) if key in self.kept else 0)
            self.kept[key] = made
            while self.bytes > most:
                self.bytes -= _size(self.kept.popitem(last=False)[1])
        return made


def _size(html: str) -> int:
    return len(html) + OVERHEAD


fragments = Fragments()


def fragment(shown: tuple, make: Callable[[], SafeString]) -> SafeString:
    """The HTML that shows just this, made once. `shown` is all that `make` looks at, in plain values."""
    return fragments.get(shown, make)
