"""What can be done to a collection: its place in order, what it holds, and its end."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from content.models import AssetPage
from library.models import Collection, CollectionItem


@dataclass(frozen=True)
class Dependents:
    """What a collection's end touches."""

    links: int
    open_links: int


def add(collection: Collection, asset: AssetPage) -> bool:
    """At the end. Whether it was not there yet."""
    last = collection.items.aggregate(last=Max("position"))["last"] or 0
    _, is_new = CollectionItem.objects.get_or_create(
        collection=collection, asset=asset, defaults={"position": last + 1}
    )
    return is_new


@transaction.atomic
def move(item: CollectionItem, *, by: int) -> None:
    """One place up (-1) or down (+1); the first and the last stay where they are, and one that is gone stays gone."""
    items = list(item.collection.items.select_for_update())
    if item not in items:
        return
    here = items.index(item)
    there = min(max(here + by, 0), len(items) - 1)
    items.insert(there, items.pop(here))
    for position, each in enumerate(items, 1):
        each.position = position
    CollectionItem.objects.bulk_update(items, ["position"])


def dependents(collection: Collection, *, at: datetime) -> Dependents:
    return Dependents(links=collection.shares.count(), open_links=collection.shares.working(at).count())


@transaction.atomic
def give_up(collection: Collection) -> None:
    """It leaves the lists. What links show must not vanish from under their readers, so those keep what it holds now."""
    if not collection.shares.exists():
        collection.delete()
        return
    collection.name, collection.account, collection.for_the_team = "", None, False
    collection.save(update_fields=["name", "account", "for_the_team"])
