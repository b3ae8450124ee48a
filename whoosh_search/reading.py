"""Opening the current generation for a search, and finding out whether it can be used."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db.models import Model
from whoosh.index import open_dir
from whoosh.query import Query, Term
from whoosh.searching import Searcher

from whoosh_search import seals, spelling
from whoosh_search.documents import pk_in
from whoosh_search.generations import About, PointerDamaged, Store
from whoosh_search.schema import current_schema, fingerprint, label
from whoosh_search.state import Condition, IndexUnusable, State, trouble, unusable

LOOKS = 20
SECONDS_BETWEEN_LOOKS = 0.01


def examine(store: Store) -> State:
    """The state of the index, with every file of it read again."""
    try:
        with _opened(store, afresh=True) as (searcher, built_at):
            trouble.over(str(store.root))
            return State(Condition.READY, searcher.doc_count(), built_at)
    except IndexUnusable as fault:
        return fault.state


def find(store: Store, query: Query, model: type[Model]) -> dict[str, float]:
    """The primary keys of what matches, with their scores, best first. They may be out of date."""
    root = str(store.root)
    try:
        with _opened(store) as (searcher, _built_at):
            found = _scored(searcher, query, model)
    except IndexUnusable as fault:
        trouble.report(root, fault)
        raise
    trouble.over(root)
    return found


def near(store: Store, word: str, model: type[Model], *, at_most: int) -> list[str]:
    """What the index holds that is spelt like a word; nothing while it cannot be used."""
    try:
        with _opened(store) as (searcher, _built_at):
            return spelling.near(searcher, word, model, at_most=at_most)
    except IndexUnusable:
        return []
    except Exception as error:  # noqa: BLE001 - reading a damaged file can raise anything
        trouble.report(str(store.root), unusable(Condition.DAMAGED, f"no words were read ({type(error).__name__})."))
        return []


def _scored(searcher: Searcher, query: Query, model: type[Model]) -> dict[str, float]:
    try:
        # All of them: with a limit, Whoosh skips blocks of documents and misses some of the best.
        hits = searcher.search(query, filter=Term("types", label(model)), limit=None)
        if hits.is_empty():
            return {}
        keys = searcher.reader().column_reader("key")
        return {pk_in(keys[document]): score or 0.0 for document, score in hits.items()}
    except Exception as error:
        raise unusable(Condition.DAMAGED, f"a search failed ({type(error).__name__}).", error) from error


@contextmanager
def _opened(store: Store, *, afresh: bool = False) -> Iterator[tuple[Searcher, datetime]]:
    searcher, built_at = _open(store, afresh)
    try:
        yield searcher, built_at
    finally:
        searcher.close()


def _open(store: Store, afresh: bool) -> tuple[Searcher, datetime]:
    root = str(store.root)
    looks = 0
    while True:
        looks += 1
        folder = _current(store)
        if not afresh and (known := trouble.resting(root, folder.name)):
            raise known
        try:
            return _open_generation(folder, afresh)
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


def _open_generation(folder: Path, afresh: bool) -> tuple[Searcher, datetime]:
    about = About.of(folder)
    if name := seals.broken(folder, afresh=afresh):
        raise unusable(Condition.DAMAGED, f"{name} is not what was written.", built_at=about.built_at)
    index = open_dir(str(folder), schema=current_schema())
    if about.fingerprint != fingerprint():
        reason = "the searchable fields have changed since it was built."
        raise unusable(
            Condition.STALE, reason, documents=index.doc_count() if afresh else None, built_at=about.built_at
        )
    return index.searcher(), about.built_at
