"""What one counted touch adds to the numbers, and to which."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone

from analytics.models import Deed, Touch

# Databases take so many values in one statement (SQLite 32,766), and a statement is best not much longer than this.
AT_ONCE = 5000


class Place(NamedTuple):
    """What a touch counts under: what its asset was when it was read, and where its reader came from."""

    asset: int
    stage: int = 0
    pillar: str = ""
    format: str = ""
    topics: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A counted touch as the numbers see it: who, when, what the asset was when it was read, and what it adds."""

    visitor: int
    day: date
    asset: int
    stage: int = 0
    pillar: str = ""
    format: str = ""
    topics: tuple[int, ...] = ()
    source: str = ""
    thorough: bool = False
    active_ms: int = 0
    downloads: int = 0
    shares: int = 0
    forms: int = 0
    nexts: int = 0

    @property
    def place(self) -> Place:
        return Place(self.asset, self.stage, self.pillar, self.format, self.topics, self.source)

    @property
    def adds(self) -> tuple[int, ...]:
        """In the order of `Numbers.COUNTED`. Whether it adds a reader is for others to say."""
        return 1, 0, int(self.thorough), self.active_ms, self.downloads, self.shares, self.forms, self.nexts


def day_of(at: datetime) -> date:
    """The day on which a touch counts: the one on which it began, where we are."""
    return timezone.localdate(at, timezone.get_default_timezone())


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


def _fact(row: tuple, deeds: dict[str, int]) -> Fact:
    _, visitor, at, asset, stage, pillar, form, topic_numbers, source, thorough, active_ms = row
    return Fact(
        visitor=visitor,
        day=day_of(at),
        asset=asset,
        stage=stage,
        pillar=pillar,
        format=form,
        topics=topics_of(topic_numbers),
        source=source,
        thorough=thorough,
        active_ms=active_ms,
        downloads=deeds.get(Deed.Kind.DOWNLOAD, 0),
        shares=deeds.get(Deed.Kind.SHARE, 0),
        forms=deeds.get(Deed.Kind.FORM, 0),
        nexts=deeds.get(Deed.Kind.NEXT, 0),
    )


def _deeds_of(touch_pks: Sequence[int]) -> dict[int, dict[str, int]]:
    deeds = Deed.objects.filter(page_view__touch__in=touch_pks).values("page_view__touch", "kind")
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    for touch, kind, count in deeds.annotate(count=Count("pk")).values_list("page_view__touch", "kind", "count"):
        counted[touch][kind] = count
    return counted
