"""Writing: single objects as they are saved, and whole generations when the index is rebuilt."""

from collections.abc import Iterable
from pathlib import Path

from django.db.models import Model
from modelsearch.backends.base import BaseIndex
from modelsearch.index import class_is_indexed
from whoosh.index import create_in, open_dir

from whoosh_search import seals
from whoosh_search.documents import Document, document, key_of
from whoosh_search.generations import About, Changes, Store
from whoosh_search.schema import current_schema, fingerprint
from whoosh_search.state import Condition, unusable

# A rebuild that has read every object waits longer for its turn than an editor's save may.
REBUILD_PATIENCE = 120


class WhooshIndex(BaseIndex):
    """The index that searches read. While there is none, nothing is written to it."""

    @property
    def store(self) -> Store:
        return self.backend.store

    def __str__(self):
        return str(self.store.root)

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        if class_is_indexed(model):
            self._apply({key_of(item): document(item) for item in items})

    def delete_item(self, item: Model) -> None:
        self._apply({key_of(item): None})

    def reset(self) -> None:
        Build(self.store).publish(keep_last=False)

    def _apply(self, changes: Changes) -> None:
        if not changes or not self.store.root.exists():
            return
        with self.store.locked():
            self.store.sweep()
            self.store.note(changes)
            if folder := self.store.current():
                # Whoosh would merge a damaged file into a new one, and nobody could tell any more.
                if name := seals.broken(folder):
                    raise unusable(Condition.DAMAGED, f"{name} is not what was written.")
                _write(folder, changes, self.store.patience)


class Build:
    """A generation in the making."""

    def __init__(self, store: Store):
        self.store = store
        with store.locked():
            store.sweep()
            self.folder, self.alive = store.add_generation()
        self.writer = create_in(str(self.folder), current_schema()).writer(timeout=store.patience)
        self.written: dict[str, int] = {}
        self.richer: Changes = {}

    def add(self, documents: Iterable[Document]) -> None:
        """A session writes a key once; of a parent and a child with one key, the child's document is kept."""
        for each in documents:
            key, depth = each["key"], len(each["types"].split())
            if key not in self.written:
                self.writer.add_document(**each)
            elif depth >= self.written[key]:
                self.richer[key] = each
            self.written[key] = max(depth, self.written.get(key, 0))

    def publish(self, *, keep_last: bool = True) -> None:
        self.writer.commit()
        with self.store.locked(max(REBUILD_PATIENCE, self.store.patience)):
            _write(self.folder, self.richer | self.store.noted(self.folder), self.store.patience)
            About.write(self.folder, fingerprint())
            self.store.publish(self.folder, keep_last=keep_last)
        self.alive.release()


class BuildingIndex(WhooshIndex):
    """What a rebuild adds its objects to."""

    def __init__(self, backend):
        super().__init__(backend)
        self.build = Build(self.store)

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        self.build.add(document(item) for item in items)


class Rebuilder:
    """Writes a new generation beside the current one and then takes its place in one step."""

    def __init__(self, index: WhooshIndex):
        self.backend = index.backend

    def start(self) -> BuildingIndex:
        self.index = BuildingIndex(self.backend)
        return self.index

    def finish(self) -> None:
        self.index.build.publish()


def _write(folder: Path, changes: Changes, patience: float) -> None:
    schema = current_schema()
    writer = open_dir(str(folder), schema=schema).writer(timeout=patience)
    try:
        for key, each in changes.items():
            if each is None:
                writer.delete_by_term("key", key)
            else:
                writer.update_document(**{name: text for name, text in each.items() if name in schema})
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    seals.seal(folder)
