"""Opening the current generation of an index, and keeping it open between searches.

Each search looks by `stat` whether the files are still those that were opened, which takes some twenty
microseconds; opening them, with their checksums compared, takes some milliseconds.
"""

import os
import time
import weakref
from pathlib import Path
from threading import Lock

from whoosh.index import _DEF_INDEX_NAME, TOC, open_dir

from whoosh_search import seals
from whoosh_search.generations import ABOUT, About, PointerDamaged, Store
from whoosh_search.keeping import Shelf
from whoosh_search.schema import current_schema, fingerprint
from whoosh_search.scope import Scope
from whoosh_search.state import Condition, IndexUnusable, trouble, unusable
from whoosh_search.view import View

LOOKS = 20
SECONDS_BETWEEN_LOOKS = 0.01
# What a process may keep decoded of one index.
MOST_BYTES = 64 << 20
# A model may be searched with several choices of fields; each has its lengths.
MOST_SCOPES = 64


class Opened:
    """An index as it was opened: what a search sees of it, and how to tell that it is still so."""

    def __init__(self, about: About, view: View, marks: dict[Path, tuple | None], shelf: Shelf):
        self.about = about
        self.view = view
        self.marks = marks
        self.shelf = shelf
        self._scopes: dict[tuple, Scope] = {}

    def is_current(self) -> bool:
        return all(_mark(path) == mark for path, mark in self.marks.items())

    def scope(self, label: str, fields: tuple[tuple[str, float], ...]) -> Scope:
        key = label, fields
        if key not in self._scopes:
            if len(self._scopes) >= MOST_SCOPES:
                self._scopes.clear()
            self._scopes[key] = Scope(self.view, label, fields)
        return self._scopes[key]


_kept: dict[str, Opened] = {}
_turn = Lock()


def _start_afresh() -> None:
    """A child process shares neither locks nor file positions with its parent."""
    global _turn
    _turn = Lock()
    _kept.clear()


os.register_at_fork(after_in_child=_start_afresh)


def opened(store: Store, *, afresh: bool = False) -> Opened:
    """The index as it is now. `afresh` reads every file of it again to compare its checksum."""
    root = str(store.root)
    known = _kept.get(root)
    if known and not afresh and known.is_current() and known.about.fingerprint == fingerprint(store.language):
        return known
    with _turn:
        found = _open(store, afresh, known.shelf if known else Shelf(MOST_BYTES))
        _kept[root] = found
    return found


def close(store: Store) -> None:
    _kept.pop(str(store.root), None)


def _open(store: Store, afresh: bool, shelf: Shelf) -> Opened:
    root = str(store.root)
    looks = 0
    while True:
        looks += 1
        folder = _current(store)
        if not afresh and (known := trouble.resting(root, folder.name)):
            raise known
        try:
            return _open_generation(store, folder, afresh, shelf)
        except IndexUnusable as fault:
            found = fault
        except FileNotFoundError as error:
            # A commit takes away the files of the one before, and may do so between our seeing and opening them.
            if looks < LOOKS:
                time.sleep(SECONDS_BETWEEN_LOOKS)
                continue
            found = unusable(Condition.DAMAGED, f"it cannot be opened ({type(error).__name__}: {error}).", error)
        except Exception as error:  # noqa: BLE001 - a damaged file can raise anything, as it is unpickled
            found = unusable(Condition.DAMAGED, f"it cannot be opened ({type(error).__name__}: {error}).", error)
        if _current(store) == folder:
            if found.state.condition is Condition.DAMAGED:
                trouble.rest(root, folder.name, found)
            raise found


def _current(store: Store) -> Path:
    try:
        folder = store.current()
    except (PointerDamaged, OSError) as error:
        raise unusable(Condition.DAMAGED, str(error), error) from error
    if folder is None:
        raise unusable(Condition.MISSING, "it has not been built yet.")
    return folder


def _open_generation(store: Store, folder: Path, afresh: bool, shelf: Shelf) -> Opened:
    pointer = store.root / "CURRENT"
    marks = {pointer: _mark(pointer), folder / ABOUT: _mark(folder / ABOUT)}
    about = About.of(folder)
    if name := seals.broken(folder, afresh=afresh):
        raise unusable(Condition.DAMAGED, f"{name} is not what was written.", built_at=about.built_at)
    index = open_dir(str(folder), schema=current_schema(store.language))
    if about.fingerprint != fingerprint(store.language):
        reason = "the searchable fields or the language have changed since it was built."
        raise unusable(Condition.STALE, reason, documents=index.doc_count(), built_at=about.built_at)
    generation = index.latest_generation()
    reader = index.reader()
    view = View(reader, shelf)
    weakref.finalize(view, reader.close)
    return Opened(about, view, marks | _marks_of(folder, generation, view), shelf)


def _marks_of(folder: Path, generation: int, view: View) -> dict[Path, tuple | None]:
    """What tells that this state of the index is whole, and that none has come after it."""
    toc, following = (folder / TOC._filename(_DEF_INDEX_NAME, number) for number in (generation, generation + 1))
    segments = [folder / part.reader.segment().make_filename(".seg") for part in view.parts]
    marks = {path: _mark(path) for path in (toc, following, *segments)}
    if marks[toc] is None or marks[following] is not None:
        raise FileNotFoundError("Another commit has come in between.")
    return marks


def _mark(path: Path) -> tuple | None:
    try:
        seen = os.stat(path)
    except FileNotFoundError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino
