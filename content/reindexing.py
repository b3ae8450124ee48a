"""An asset is also found by the names of its topics and experts: when one is renamed, its assets are indexed again."""

from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch.tasks import insert_or_update_object_task

from content.models import AssetPage, Expert, Topic


def follow_names() -> None:
    post_save.connect(_index_assets_again, sender=Expert)
    post_save.connect(_index_assets_again, sender=Topic)


def _index_assets_again(sender: type[Model], instance: Model, *, created: bool, raw: bool, **kwargs) -> None:
    if created or raw:
        return
    through = "asset_experts__expert" if sender is Expert else "asset_topics__tag"
    for key in AssetPage.objects.filter(**{through: instance}).values_list("pk", flat=True).distinct():
        insert_or_update_object_task.enqueue("content", "assetpage", str(key))
