"""What keeps an index whole without anybody's help: a worker calls `mend` every few seconds."""

from dataclasses import replace

from whoosh.index import LockError

from whoosh_search.commits import drain, note_losses, tidy
from whoosh_search.generations import PointerDamaged, Store
from whoosh_search.reading import examine
from whoosh_search.rebuilding import rebuild
from whoosh_search.state import Condition, IndexUnusable, State, logger, trouble


def condition(store: Store, *, afresh: bool = False) -> State:
    """Whether searches can use the index, and what waits for it. `afresh` reads every file of it again."""
    note_losses(store)
    found = examine(store, afresh=afresh)
    if found.is_ready and _lacks(store):
        reason = "a change could not be written down. Searches use it; a rebuild makes it whole."
        found = replace(found, condition=Condition.INCOMPLETE, reason=reason)
    return replace(found, waiting=store.queue.size())


def mend(backend) -> State:
    """Commits what a killed writer has left, merges segments, looks at every file, and rebuilds what is not whole."""
    store: Store = backend.store
    if store.root.exists():
        drain(store)
        _tidy(store)
    found = condition(store, afresh=True)
    if found.is_ready or store.is_being_rebuilt() or trouble.is_rebuilding_in_vain(str(store.root)):
        return found
    return _rebuilt(backend, found)


def _rebuilt(backend, found: State) -> State:
    root = str(backend.store.root)
    if found.condition is not Condition.INCOMPLETE:
        trouble.report(root, IndexUnusable(found))
    try:
        rebuild(backend)
    except Exception as error:  # noqa: BLE001 - an object that cannot be indexed can raise anything
        trouble.report_rebuilding(root, error)
    else:
        trouble.over_rebuilding(root)
    return condition(backend.store)


def _tidy(store: Store) -> None:
    store.queue.tidy()
    try:
        tidy(store)
    except LockError:
        return
    except IndexUnusable as fault:
        trouble.report(str(store.root), fault)
    except OSError as error:
        trouble.report_writing(str(store.root), error)
    except Exception:  # noqa: BLE001 - a damaged segment can raise anything
        # Merging reads all of a segment, and finds damage that no search has met.
        logger.exception("The segments of the search index in %s could not be merged; it is rebuilt.", store.root)
        store.note_loss()


def _lacks(store: Store) -> bool:
    try:
        current = store.current()
    except (PointerDamaged, OSError):
        return False
    return current is not None and (store.lacks(current) or str(store.root) in trouble.losses)
