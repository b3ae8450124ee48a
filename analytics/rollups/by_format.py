from analytics.rollups.way import Way, labels_of_choices
from content.vehicles import Format


def labels(keys):
    return labels_of_choices(keys, Format.choices, kind="format")


BY_FORMAT = Way(name="format", label="Format", keys=lambda place: (place.format,), labels=labels)
