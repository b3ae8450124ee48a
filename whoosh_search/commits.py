"""Committing what waits in the queue: one writer for all, and nobody waits for it.

Whoever changes something queues it and then takes the lock if it is free. The holder commits what all others have
queued in the meantime, and looks again once it has let go, so that whoever found the lock taken may leave at once.
"""

import time
from contextlib import suppress
from enum import Enum
from itertools import accumulate
from pathlib import Path

from whoosh.index import LockError

from whoosh_search import seals
from whoosh_search.changes import LARGEST_SET, Changes, Waiting, merged
from whoosh_search.generations import PointerDamaged, Store
from whoosh_search.state import Condition, IndexUnusable, logger, trouble, unusable
from whoosh_search.writing import commit, merge

# A set that has waited for so long is committed by a page too: no worker can be there.
LEFT_ALONE_SECONDS = 60

# What has waited for longer is read from the database by a rebuild that begins now, be the transaction a long one.
READ_BY_REBUILDS_SECONDS = 60


class Haste(Enum):
    """Who commits, how many objects at once at most, and for how many seconds in all."""

    PAGE = (32, 0.3)
    WORKER = (LARGEST_SET, 20.0)

    def __init__(self, at_once: int, seconds: float):
        self.at_once = at_once
        self.seconds = seconds

    def take(self, waiting: list[Waiting]) -> list[Waiting]:
        """The change sets, oldest first, that go into one commit."""
        totals = accumulate(each.size for each in waiting)
        taken = [each for each, total in zip(waiting, totals, strict=True) if total <= self.at_once]
        large_first = waiting[:1] if self is Haste.WORKER or waiting[0].age > LEFT_ALONE_SECONDS else []
        return taken or large_first


class NotQueued(OSError):
    """A change could not even be written down. The index is incomplete until it is rebuilt."""


def enqueue(store: Store, changes: Changes) -> None:
    root = str(store.root)
    try:
        store.queue.put(changes)
        note_losses(store)
    except OSError as error:
        trouble.report_writing(root, error)
        trouble.losses.add(root)
        note_losses(store)
        raise NotQueued(f"The search index misses a change until it is rebuilt: {error}.") from error


def note_losses(store: Store) -> None:
    """What this process has lost while nothing could be written at all is noted as soon as it can be."""
    if str(store.root) in trouble.losses:
        with suppress(OSError):
            store.note_loss()
            trouble.losses.discard(str(store.root))


def drain(store: Store, haste: Haste = Haste.WORKER) -> None:
    """Commits what waits, unless somebody else is doing so. What cannot be committed stays in the queue."""
    root = str(store.root)
    until = time.monotonic() + haste.seconds
    try:
        while time.monotonic() < until and not trouble.is_writing_in_vain(root) and _take_turn(store, haste):
            trouble.over_writing(root)
    except LockError:
        return
    except IndexUnusable as fault:
        trouble.report(root, fault)
    except OSError as error:
        trouble.rest_writing(root)
        trouble.report_writing(root, error)


def _take_turn(store: Store, haste: Haste) -> bool:
    """One commit, if there is anything to commit and anything to commit it to."""
    if not store.queue.waiting():
        return False
    with store.locked(0):
        waiting = store.queue.waiting()
        taken = haste.take(waiting) if waiting else []
        if not taken:
            return False
        try:
            folder = usable(store)
        except IndexUnusable:
            pass_over(store)
            raise
        if folder is None:
            pass_over(store)
            return False
        store.sweep()
        changes = read(store, taken)
        store.note(changes)
        commit(folder, changes, store.language)
        store.queue.remove(taken)
    return True


def usable(store: Store) -> Path | None:
    """The current generation, if every file of it is what was written: Whoosh would merge a damaged one into a new."""
    try:
        folder = store.current()
        name = folder and seals.broken(folder)
    except OSError:
        raise
    except Exception as error:
        raise unusable(Condition.DAMAGED, f"{error}", error) from error
    if name:
        raise unusable(Condition.DAMAGED, f"{name} is not what was written.")
    return folder


def pass_over(store: Store) -> None:
    """Without an index to write to, forgets what a rebuild reads from the database anyway."""
    old = [each for each in store.queue.waiting() if each.age > READ_BY_REBUILDS_SECONDS]
    if old:
        store.note(read(store, old))
        with suppress(PointerDamaged):
            if current := store.current():
                store.note_loss_to(current)
        store.queue.remove(old)


def read(store: Store, sets: list[Waiting]) -> Changes:
    found = [each.read() for each in sets]
    if None in found:
        logger.warning("A change set in %s cannot be read; the index is rebuilt.", store.queue.folder)
        store.note_loss()
    return merged(found)


def tidy(store: Store) -> None:
    """Removes what is left of former generations, merges segments a few at a time, and drops the deleted from them."""
    with store.locked(0):
        store.sweep()
    while _tidy_once(store):
        drain(store)


def _tidy_once(store: Store) -> bool:
    with store.locked(0):
        folder = usable(store)
        return folder is not None and merge(folder, store.language)
