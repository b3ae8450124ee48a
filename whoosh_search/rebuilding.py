"""Building the index anew, beside the current one, which it replaces in one step."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress

from django.db.models import Model, QuerySet
from modelsearch.index import get_indexed_models
from whoosh.index import create_in

from whoosh_search.changes import Changes
from whoosh_search.commits import pass_over, read, usable
from whoosh_search.documents import Document
from whoosh_search.generations import About, Store
from whoosh_search.packed import PackedCodec
from whoosh_search.schema import current_schema, fingerprint
from whoosh_search.state import IndexUnusable
from whoosh_search.writing import commit

# A rebuild that has read every object waits longer for its turn than anybody else.
PATIENCE = 120
AT_ONCE = 500


class Build:
    """A generation in the making."""

    def __init__(self, store: Store):
        self.store = store
        with store.locked(max(PATIENCE, store.patience)):
            store.sweep()
            _forget_what_will_be_read(store)
            self.folder, self.alive = store.add_generation()
        self.written: dict[str, int] = {}
        self.richer: Changes = {}
        try:
            index = create_in(str(self.folder), current_schema(store.language))
            self.writer = index.writer(timeout=store.patience, codec=PackedCodec())
        except BaseException:
            self.abandon()
            raise

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
        with self.store.locked(max(PATIENCE, self.store.patience)):
            waiting = self.store.queue.waiting()
            self.store.note(read(self.store, waiting))
            commit(self.folder, self.richer | self.store.noted(self.folder), self.store.language)
            About.write(self.folder, fingerprint(self.store.language))
            self.store.publish(self.folder, keep_last=keep_last)
            self.store.queue.remove(waiting)
        self.alive.release()

    def abandon(self) -> None:
        """Leaves nothing behind: it may be for want of space."""
        with suppress(Exception):
            self.writer.cancel()
        with suppress(Exception):
            self.alive.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def _forget_what_will_be_read(store: Store) -> None:
    try:
        current = usable(store)
    except (IndexUnusable, OSError):
        current = None
    if current is None:
        pass_over(store)


def chunks(objects: QuerySet, size: int = AT_ONCE) -> Iterator[list[Model]]:
    """By primary key, so that what comes and goes in the meantime shifts nothing, and no transaction stays open."""
    ordered = objects.order_by("pk")
    some = list(ordered[:size])
    while some:
        yield some
        some = list(ordered.filter(pk__gt=some[-1].pk)[:size])


def rebuild(backend) -> None:
    """What the management command does, leaving nothing behind if it fails."""
    build = None
    try:
        for index in backend.all_indexes():
            rebuilder = backend.rebuilder_class(index)
            build = (building := rebuilder.start()).build
            for model in get_indexed_models():
                for objects in chunks(model.get_indexed_objects()):
                    building.add_items(model, objects)
            rebuilder.finish()
    except BaseException:
        if build:
            build.abandon()
        raise
