"""An asset is also found by the names of its topics, experts and industries: a new name indexes its assets again."""

from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch.tasks import insert_or_update_object_task

from audiences.models import Industry
from content.models import AssetPage, Expert, Topic

THROUGH = {Expert: "asset_experts__expert", Topic: "asset_topics__tag", Industry: "industries"}


def follow_names() -> None:
    for model in THROUGH:
        post_save.connect(_index_assets_again, sender=model)


def _index_assets_again(sender: type[Model], instance: Model, *, created: bool, raw: bool, **kwargs) -> None:
    if created or raw:
        return
    for key in AssetPage.objects.filter(**{THROUGH[sender]: instance}).values_list("pk", flat=True).distinct():
        insert_or_update_object_task.enqueue("content", "assetpage", str(key))
