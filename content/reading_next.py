"""Where a reader goes from here: the other question on the same topic first."""

from collections.abc import Iterable

from content.glances import Glance

STRANGER = 3


def read_next(asset: Glance, among: Iterable[Glance], *, at_most: int = 3) -> list[Glance]:
    """The other pillar on a shared topic, then the same stage, then the topic alone; within each the newest, as they come."""

    def nearness(other: Glance) -> int:
        is_on_topic = not asset.topics.isdisjoint(other.topics)
        if is_on_topic and other.pillar != asset.pillar:
            return 0
        if other.stage_id is not None and other.stage_id == asset.stage_id:
            return 1
        return 2 if is_on_topic else STRANGER

    ranked = sorted(((nearness(other), place, other) for place, other in enumerate(among) if other.pk != asset.pk))
    return [other for near, _, other in ranked[:at_most] if near < STRANGER]
