"""Index tasks taken many at a time: each object once however often it was saved, and one commit for all.

Wagtail queues one task a saved row. Run singly they cost a commit each, and a task whose row has since been replaced
(as an asset's authors and topics are at each publication) would be an error in the log.
"""

import logging
from collections.abc import Callable, Iterable, Iterator

from django.apps import apps
from django.db import models, transaction
from django_tasks_db.models import DBTaskResult
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex
from wagtail.search.backends import get_search_backends
from wagtail.search.index import get_indexed_instance

logger = logging.getLogger("touchstone.worker")

SEARCH = "modelsearch.tasks.insert_or_update_object_task"
REFERENCES = "wagtail.tasks.update_reference_index_task"
AT_ONCE = 500
ROUNDS = 40


def run_index_tasks() -> None:
    """Everything that waits, or so much that other chores want their turn."""
    for _ in range(ROUNDS):
        if not _take(SEARCH, _add_to_search) + _take(REFERENCES, _note_references):
            return


def _take(path: str, index: Callable[[Iterable[models.Model]], None]) -> int:
    """Tasks stay in the queue until their objects are indexed: if the worker dies in between, they are done again."""
    tasks = list(DBTaskResult.objects.ready().filter(task_path=path)[:AT_ONCE])
    if tasks:
        try:
            index(_objects(tuple(task.args_kwargs["args"]) for task in tasks))
        except OSError as error:
            # No room for the index, which has said so itself, once. They are taken again until there is.
            logger.info("%d index tasks wait: %s", len(tasks), error)
            return 0
        DBTaskResult.objects.filter(pk__in=[task.pk for task in tasks]).delete()
    return len(tasks)


def _objects(wanted: Iterable[tuple[str, str, str]]) -> Iterator[models.Model]:
    """The rows that still exist, each once."""
    by_model: dict[type[models.Model], set[str]] = {}
    for app_label, model_name, pk in wanted:
        by_model.setdefault(apps.get_model(app_label, model_name), set()).add(pk)
    for model, pks in by_model.items():
        yield from model._default_manager.filter(pk__in=pks)


def _add_to_search(objects: Iterable[models.Model]) -> None:
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for thing in filter(None, map(get_indexed_instance, objects)):
        by_model.setdefault(type(thing), []).append(thing)
    for backend in get_search_backends(with_auto_update=True):
        for model, things in by_model.items():
            backend.add_bulk(model, things)


def _note_references(objects: Iterable[models.Model]) -> None:
    for thing in {_cluster_of(thing) for thing in objects}:
        if thing is not None and ReferenceIndex.is_indexed(type(thing)):
            with transaction.atomic():
                ReferenceIndex.create_or_update_for_object(thing)


def _cluster_of(thing: models.Model | None) -> models.Model | None:
    """The object itself, or the page or snippet that it is a part of."""
    while thing is not None:
        key = next((field for field in thing._meta.get_fields() if isinstance(field, ParentalKey)), None)
        if key is None:
            return thing
        thing = getattr(thing, key.name)
    return None
