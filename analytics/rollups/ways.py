"""All ways of looking. A further one is a file like `by_stage.py` and its name here; `recount_consumption` fills it."""

from functools import lru_cache

from analytics.rollups.by_asset import BY_ASSET
from analytics.rollups.by_format import BY_FORMAT
from analytics.rollups.by_pillar import BY_PILLAR
from analytics.rollups.by_source import BY_SOURCE
from analytics.rollups.by_stage import BY_STAGE
from analytics.rollups.by_topic import BY_TOPIC
from analytics.rollups.facts import Place
from analytics.rollups.of_all import OF_ALL

WAYS = {way.name: way for way in (OF_ALL, BY_ASSET, BY_STAGE, BY_PILLAR, BY_TOPIC, BY_FORMAT, BY_SOURCE)}


@lru_cache(maxsize=100_000)
def looks(place: Place) -> tuple[tuple[str, str], ...]:
    """Every way and key under which a touch counts."""
    return tuple((way.name, key) for way in WAYS.values() for key in way.keys(place))
