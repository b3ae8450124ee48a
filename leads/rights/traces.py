"""What a person leaves outside the rows that are theirs: in the spool, in bad rows, in notices to colleagues."""

import json
import os
import re
import time
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from analytics.loading.draining import drain
from analytics.loading.segments import only_reader
from analytics.models import BadRow, Visitor
from leads.rights.people import Person


class TheSpoolIsBusy(Exception):
    """Nobody could be erased, since touches of theirs might have arrived meanwhile."""


ROUNDS = 500
PATIENCE_SECONDS = 10
A_NUMBER = re.compile(rb"[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}", re.IGNORECASE)
ITS_VIEW = re.compile(rb'"view":"([^"]{36})"')


@dataclass(frozen=True)
class Traces:
    """By what to recognise them: random numbers of theirs, without dashes, and their addresses and name."""

    browsers: frozenset[str]
    numbers: frozenset[str]
    words: tuple[str, ...]

    @classmethod
    def of(cls, person: Person) -> "Traces":
        keys = Visitor.objects.filter(pk__in=person.visitors).values_list("key", flat=True)
        words = {form for word in person.mentions() for form in (word, json.dumps(word)[1:-1])}
        return cls(frozenset(map(str, keys)), person.numbers(), tuple(sorted(words, key=len, reverse=True)))

    def found_in(self, text: bytes, *, more: Container[str] = ()) -> Iterator[re.Match[bytes]]:
        """Where something of theirs stands; `more` are numbers that no row has."""
        for match in A_NUMBER.finditer(text):
            number = match.group().decode().replace("-", "").lower()
            if number in self.numbers or number in more:
                yield match
        if self.words:
            yield from re.compile(b"|".join(re.escape(word.encode()) for word in self.words), re.IGNORECASE).finditer(
                text
            )

    def are_in(self, text: str) -> bool:
        return any(True for _ in self.found_in(text.encode()))


def read_the_spool(*, at: datetime) -> None:
    """What is on its way becomes rows, so that it goes with the others."""
    for _ in range(ROUNDS):
        if not drain(at=at).lines:
            return


@contextmanager
def nobody_reads_the_spool() -> Iterator[None]:
    """So that no touch of theirs arrives while they are being erased. A worker reads for moments only: we wait for it."""
    folder = Path(settings.SPOOL_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        with only_reader(folder) as alone:
            if alone:
                yield
                return
        if time.monotonic() > until:
            raise TheSpoolIsBusy("Nothing was erased: much is being read in just now. Please try again in a minute.")
        time.sleep(0.05)


def delete_bad_rows(traces: Traces) -> int:
    pks = [pk for pk, body in BadRow.objects.values_list("pk", "body").iterator() if traces.are_in(body)]
    for start in range(0, len(pks), 500):
        BadRow.objects.filter(pk__in=pks[start : start + 500]).delete()
    return len(pks)


def take_out_of_notices(traces: Traces) -> int:
    """Messages such as "Lead Ada Okafor updated" that wait in a colleague's session."""
    changed = 0
    for session in Session.objects.iterator():
        said = session.get_decoded()
        if "_messages" in said and traces.are_in(json.dumps(said["_messages"], ensure_ascii=False)):
            del said["_messages"]
            Session.objects.filter(pk=session.pk).update(session_data=SessionStore().encode(said))
            changed += 1
    return changed


def overwrite_in_the_spool(traces: Traces) -> int:
    """In place and with as many bytes, since whoever writes a segment goes on writing it: lines stay lines, of nobody."""
    return sum(_overwrite(path, traces) for path in _files(Path(settings.SPOOL_DIR)))


def _files(folder: Path) -> Iterable[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def _overwrite(path: Path, traces: Traces) -> int:
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # read to its end and removed meanwhile
        return 0
    found = list(traces.found_in(content, more=_views(content, traces)))
    if found:
        with path.open("r+b") as file:
            for match in found:
                os.pwrite(file.fileno(), _like(match.group()), match.start())
            os.fsync(file.fileno())
    return len(found)


def _views(content: bytes, traces: Traces) -> set[str]:
    """Page views that never became rows."""
    keys = [key.encode() for key in traces.browsers]
    theirs = (line for line in content.splitlines() if any(key in line for key in keys)) if keys else ()
    return {match.group(1).decode().replace("-", "").lower() for line in theirs for match in ITS_VIEW.finditer(line)}


def _like(mark: bytes) -> bytes:
    """A number that nobody has for a number, and for words a filler: a line that was not read yet stays readable."""
    if not A_NUMBER.fullmatch(mark):
        return b"x" * len(mark)
    return (str(uuid4()) if b"-" in mark else uuid4().hex).encode()


def settle_the_file() -> None:
    """SQLite keeps former pages in its journal until they are written back; then the journal is cut to nothing."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
