from collections.abc import Iterable

from analytics.models import ReadAs
from analytics.rollups.facts import Place, place_of


class Places(dict):
    """By what an asset was read as and the source; each is made once for all touches there. One query."""

    def __init__(self, read_as: Iterable[int]):
        named = ("asset_id", "stage_number", "pillar", "format", "topic_numbers")
        rows = ReadAs.objects.filter(pk__in=set(read_as)).values_list("pk", *named)
        self._was = {pk: was for pk, *was in rows}

    def __missing__(self, there: tuple[int, str]) -> Place:
        read_as, source = there
        self[there] = place = place_of(*self._was[read_as], source)
        return place
