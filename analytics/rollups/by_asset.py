from analytics.rollups.way import Way, labels_of_rows, numbered
from content.models import AssetPage


def labels(keys):
    return labels_of_rows(
        keys, lambda pks: AssetPage.objects.filter(pk__in=pks).values_list("pk", "title"), kind="asset"
    )


BY_ASSET = Way(name="asset", label="Asset", keys=lambda place: (numbered(place.asset),), labels=labels)
