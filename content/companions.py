"""The asset on the other question that stands beside this one."""

from collections.abc import Iterable

from content.glances import Glance

STRANGER = 5


def companion_of(asset: Glance, among: Iterable[Glance]) -> Glance | None:
    """One of `among`, the newest first of what this reader may see, that answers the other question, or None.

    First the editor's own choice, then one whose editor chose this asset, then the newest on a shared topic
    (of the same stage first), then the newest of the same stage.
    """

    def nearness(other: Glance) -> int:
        if other.pk == asset.companion_id:
            return 0
        if other.companion_id is not None and other.companion_id == asset.pk:
            return 1
        is_same_stage = other.stage_id is not None and other.stage_id == asset.stage_id
        if asset.topics.isdisjoint(other.topics):
            return 4 if is_same_stage else STRANGER
        return 2 if is_same_stage else 3

    others = (other for other in among if other.pillar != asset.pillar and other.pk != asset.pk)
    nearest = min(others, key=nearness, default=None)
    return nearest if nearest and nearness(nearest) < STRANGER else None
