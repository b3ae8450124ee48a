from analytics.rollups.way import Way, labels_of_rows, numbered
from buying_stages.models import BuyingStage


def labels(keys):
    return labels_of_rows(
        keys, lambda pks: BuyingStage.objects.filter(pk__in=pks).values_list("pk", "name"), kind="stage"
    )


BY_STAGE = Way(name="stage", label="Buying stage", keys=lambda place: (numbered(place.stage),), labels=labels)
