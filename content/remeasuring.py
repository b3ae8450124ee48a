"""An asset is as long as its documents are: a new file in one of them measures its assets again."""

from django.db.models.signals import post_save
from wagtail.models import ReferenceIndex

from content.models import AssetDocument, AssetPage


def follow_documents() -> None:
    post_save.connect(_measure_assets_again, sender=AssetDocument)


def _measure_assets_again(instance: AssetDocument, *, created: bool, raw: bool, **kwargs) -> None:
    if created or raw:
        return
    referring = ReferenceIndex.get_references_to(instance).values_list("content_type__model", "object_id")
    keys = {int(key) for model, key in referring if model == AssetPage._meta.model_name}
    for asset in AssetPage.objects.filter(pk__in=keys):
        asset.take_measure()
        AssetPage.objects.filter(pk=asset.pk).update(
            document_pages=asset.document_pages, document_words=asset.document_words
        )
