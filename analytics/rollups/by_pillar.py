from analytics.rollups.way import Way, labels_of_choices
from buying_stages.models import Pillar


def labels(keys):
    return labels_of_choices(keys, Pillar.choices, kind="pillar")


BY_PILLAR = Way(name="pillar", label="Pillar", keys=lambda place: (place.pillar,), labels=labels)
