"""From the spool into the database: rows, counts and the mark of how far we read, in one transaction."""

import gc
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DataError, IntegrityError, connection, transaction

from analytics.loading.lines import rows_of, unstorable
from analytics.loading.segments import Chunk, only_reader, read_on, segments
from analytics.loading.storing import Loaded, store
from analytics.loading.upserting import one_loader_at_a_time
from analytics.models import SpoolMark

logger = logging.getLogger(__name__)


class SpoolNotStored(Exception):
    """Nothing was loaded, and nothing is lost."""


# As much as takes well under a second, and few enough that what they say fits in memory.
MOST_LINES = 10_000
# What one line may bring about; anything else (the database is away) leaves the spool as it was.
POISON = (DataError, IntegrityError, OverflowError, TypeError, ValueError)
# If so many in a row cannot be stored, it is not they who are wrong, and they stay where they are.
MOST_POISON = 500


def drain(*, at: datetime, limit: int = MOST_LINES) -> Loaded:
    """Load up to `limit` lines. Killed at any moment, it loses nothing and doubles nothing."""
    folder = Path(settings.SPOOL_DIR)
    if not folder.exists():
        return Loaded()
    with only_reader(folder) as alone:
        chunks = _unread(folder, limit=limit) if alone else []
        if not chunks:
            return Loaded()
        _sync_commits()
        with _nothing_is_garbage(), transaction.atomic():
            one_loader_at_a_time()
            loaded = _Load(at).load([line for chunk in chunks for line in chunk.lines])
            _mark(chunks)
        _remove([chunk for chunk in chunks if chunk.is_finished])
    return loaded


def _sync_commits() -> None:
    """As we set it, SQLite syncs its log now and then; a segment goes only when its rows outlive a power cut too."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


@contextmanager
def _nothing_is_garbage() -> Iterator[None]:
    """All that a batch makes it needs until its end: looking through it for garbage took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _unread(folder: Path, *, limit: int) -> list[Chunk]:
    paths = segments(folder)
    if not paths:
        return []
    marks = SpoolMark.objects.filter(segment__in=[path.name for path in paths])
    return read_on(paths, dict(marks.values_list("segment", "offset")), limit=limit)


def _mark(chunks: Iterable[Chunk]) -> None:
    for chunk in chunks:
        if chunk.end != chunk.start:
            SpoolMark.objects.update_or_create(segment=chunk.segment, defaults={"offset": chunk.end})


def _remove(chunks: Sequence[Chunk]) -> None:
    """The file goes before its mark: a mark without a file does no harm, a file without its mark is read again."""
    for chunk in chunks:
        chunk.path.unlink(missing_ok=True)
    SpoolMark.objects.filter(segment__in=[chunk.segment for chunk in chunks]).delete()


class _Load:
    """All lines at once. If one of them is poison, half of them and half of them, until it stands alone."""

    def __init__(self, at: datetime):
        self.at = at
        self.poison_in_a_row = 0

    def load(self, lines: Sequence[bytes]) -> Loaded:
        try:
            with transaction.atomic():
                loaded = store(rows_of(lines, at=self.at), at=self.at)
        except POISON as error:
            if len(lines) == 1:
                return self._set_aside(lines[0], error)
            half = len(lines) // 2
            return self.load(lines[:half]) + self.load(lines[half:])
        self.poison_in_a_row = 0
        return loaded

    def _set_aside(self, line: bytes, error: Exception) -> Loaded:
        self.poison_in_a_row += 1
        if self.poison_in_a_row > MOST_POISON:
            raise SpoolNotStored(
                f"{MOST_POISON} lines of the spool in a row could not be stored. All are kept."
            ) from error
        logger.error("A line of the spool could not be stored; it is kept among the bad rows.", exc_info=error)
        return store([unstorable(line, at=self.at)], at=self.at)
