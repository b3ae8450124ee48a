"""What modelsearch calls to write: single objects as they are saved, and whole generations when it rebuilds."""

from collections.abc import Iterable
from contextlib import suppress

from django.db.models import Model
from modelsearch.backends.base import BaseIndex
from modelsearch.index import class_is_indexed

from whoosh_search.changes import Changes
from whoosh_search.commits import Haste, NotQueued, drain, enqueue
from whoosh_search.documents import document, key_of
from whoosh_search.generations import Store
from whoosh_search.rebuilding import Build


class WhooshIndex(BaseIndex):
    """The index that searches read. Without one, nothing is written; a rebuild finds it all in the database."""

    @property
    def store(self) -> Store:
        return self.backend.store

    def __str__(self):
        return str(self.store.root)

    def add_item(self, obj: Model) -> None:
        """An object that is saved must not fail for its index, which is then known to be incomplete."""
        with suppress(NotQueued):
            self.add_items(obj._meta.model, [obj])

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        if class_is_indexed(model):
            self._apply({key_of(item): document(item) for item in items})

    def delete_item(self, item: Model) -> None:
        with suppress(NotQueued):
            self._apply({key_of(item): None})

    def reset(self) -> None:
        self.store.queue.remove(self.store.queue.waiting())
        Build(self.store).publish(keep_last=False)

    def _apply(self, changes: Changes) -> None:
        if changes and self.store.root.exists():
            enqueue(self.store, changes)
            drain(self.store, Haste.PAGE if len(changes) <= Haste.PAGE.at_once else Haste.WORKER)


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
