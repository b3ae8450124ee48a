from analytics.rollups.way import Way, labels_of_rows
from content.models import Topic


def keys(place):
    """An asset on two topics counts for both, so topics add up to more than all."""
    return tuple(map(str, place.topics)) or ("",)


def labels(keys):
    return labels_of_rows(keys, lambda pks: Topic.objects.filter(pk__in=pks).values_list("pk", "name"), kind="topic")


BY_TOPIC = Way(name="topic", label="Topic", keys=keys, labels=labels, adds_up=False)
