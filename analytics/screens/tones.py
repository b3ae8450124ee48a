"""Which colour a key has everywhere: the pillars their own, the stages a ramp of one hue, everything else none."""

from buying_stages.models import BuyingStage, Pillar
from content.models import AssetPage

TONES = 7


def tones(way: str, keys: list[str]) -> dict[str, str]:
    """Names that the style sheet knows, by key; an asset has its pillar's. At most one query."""
    if way == "pillar":
        return {key: key for key in keys if key in Pillar.values}
    if way == "stage":
        return _ramp(list(BuyingStage.objects.values_list("pk", flat=True)))
    if way == "asset":
        pks = [int(key) for key in keys if key]
        return {str(pk): pillar for pk, pillar in AssetPage.objects.filter(pk__in=pks).values_list("pk", "pillar")}
    return {}


def _ramp(stages: list[int]) -> dict[str, str]:
    """The first stage lightest and the last darkest, however many there are."""
    last = max(len(stages) - 1, 1)
    return {str(pk): f"ramp-{1 + round(place * (TONES - 1) / last)}" for place, pk in enumerate(stages)}
