from datetime import timedelta

from library.models import Collection, CollectionItem, Share
from tests.factories import NOON, make_lead


def share(asset, sender, *, at=NOON, lead=None):
    collection = Collection.objects.create(made_by=sender, made_at=at)
    CollectionItem.objects.create(collection=collection, asset=asset, position=1)
    return Share.objects.create(
        key=f"key{Share.objects.count()}",
        collection=collection,
        sender=sender,
        lead=lead or make_lead(f"lead{Share.objects.count()}@hollis.example"),
        shared_at=at,
        expires_at=at + timedelta(days=30),
    )
