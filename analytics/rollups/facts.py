"""What one counted touch adds to the numbers, and to which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone

from analytics.models import Deed, Touch

# Databases take so many values in one statement (SQLite 32,766), and a statement is best not much longer than this.
AT_ONCE = 5000
_DEEDS = tuple(kind.value for kind in (Deed.Kind.DOWNLOAD, Deed.Kind.SHARE, Deed.Kind.FORM, Deed.Kind.NEXT))
_NO_DEEDS = (0,) * len(_DEEDS)


class Place(NamedTuple):
    """What a touch counts under: what its asset was when it was read, and where its reader came from."""

    asset: int
    stage: int = 0
    pillar: str = ""
    format: str = ""
    topics: tuple[int, ...] = ()
    source: str = ""


class Fact(NamedTuple):
    """A counted touch as the numbers see it: who, when, under what, and what it adds."""

    visitor: int
    day: date
    place: Place
    #: In the order of `Numbers.COUNTED`. Whether it adds a reader is for others to say.
    adds: tuple[int, ...]

    @classmethod
    def of(cls, visitor: int, at: datetime, place: Place, *, thorough: bool, active_ms: int, deeds: Mapping[str, int]):
        """`deeds` by their kind."""
        did = [deeds.get(kind, 0) for kind in _DEEDS] if deeds else _NO_DEEDS
        return cls(visitor, day_of(at), place, (1, 0, int(thorough), active_ms, *did))


def day_of(at: datetime) -> date:
    """The day on which a touch counts: the one on which it began, where we are."""
    return at.astimezone(timezone.get_default_timezone()).date()


@lru_cache(maxsize=100_000)
def place_of(asset: int, stage: int, pillar: str, format: str, topic_numbers: str, source: str) -> Place:
    return Place(asset, stage, pillar, format, topics_of(topic_numbers), source)


def topics_of(topic_numbers: str) -> tuple[int, ...]:
    return tuple(map(int, topic_numbers.split(","))) if topic_numbers else ()


_FIELDS = (
    "pk",
    "visitor_id",
    "at",
    "asset_id",
    "read_as__stage_number",
    "read_as__pillar",
    "read_as__format",
    "read_as__topic_numbers",
    "source",
    "thorough",
    "active_ms",
)


def facts_of(touch_pks: Iterable[int], *, lock: bool = False) -> dict[int, Fact]:
    """By the touch's key, as the database has them now; what is in quarantine, or gone, gives none. Two queries.

    Who is about to change touches that others may change too asks with `lock`, inside the transaction of the change.
    """
    facts = {}
    for pks in in_parts(touch_pks):
        touches = Touch.objects.filter(pk__in=pks).counted()
        if lock:
            touches = touches.select_for_update(of=("self",), no_key=True).order_by("pk")
        rows = list(touches.values_list(*_FIELDS))
        deeds = _deeds_of([row[0] for row in rows])
        facts |= {row[0]: _fact(row, deeds.get(row[0], {})) for row in rows}
    return facts


def in_parts(pks: Iterable[int], size: int = AT_ONCE) -> Iterator[Sequence[int]]:
    pks = list(pks)
    for start in range(0, len(pks), size):
        yield pks[start : start + size]


def _fact(row: tuple, deeds: Mapping[str, int]) -> Fact:
    _, visitor, at, asset, stage, pillar, form, topic_numbers, source, thorough, active_ms = row
    place = place_of(asset, stage, pillar, form, topic_numbers, source)
    return Fact.of(visitor, at, place, thorough=thorough, active_ms=active_ms, deeds=deeds)


def _deeds_of(touch_pks: Sequence[int]) -> dict[int, dict[str, int]]:
    deeds = Deed.objects.filter(page_view__touch__in=touch_pks).values("page_view__touch", "kind")
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for touch, kind, count in deeds.annotate(count=Count("pk")).values_list("page_view__touch", "kind", "count"):
        counted[touch][kind] = count
    return counted
