"""What an asset's newest touches show that sums cannot: medians, where readers came from, where they went next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from analytics.models import Deed, Touch
from analytics.rollups.by_asset import labels as titles_of
from analytics.rollups.by_source import labels as names_of_sources

#: So many tell it well enough, and take the same few milliseconds whether there are more or not.
NEWEST = 1000


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the newest touches; for a source, or for the asset gone to next."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Newest:
    touches: int
    median_active_ms: int | None
    sources: Sequence[Share]
    nexts: Sequence[Share]

    @property
    def in_words(self) -> str:
        return f"Of its newest {self.touches:,} touches." if self.touches == NEWEST else f"Of {self.touches:,} touches."


def newest(asset_pk: int, *, limit: int = 5) -> Newest:
    """Of its newest 1,000 counted touches: the median active time, the first few sources and next assets. Three queries."""
    rows = list(
        Touch.objects.counted().filter(asset=asset_pk).order_by("-at").values_list("pk", "active_ms", "source")[:NEWEST]
    )
    sources = Counter(source for *_, source in rows).most_common(limit)
    nexts = _nexts([pk for pk, *_ in rows]).most_common(limit)
    return Newest(
        touches=len(rows),
        median_active_ms=round(median(ms for _, ms, _ in rows)) if rows else None,
        sources=_shares(sources, names_of_sources),
        nexts=_shares(nexts, titles_of),
    )


def _nexts(touch_pks: Sequence[int]) -> Counter[str]:
    deeds = Deed.objects.filter(page_view__touch__in=touch_pks, kind=Deed.Kind.NEXT, target__isnull=False)
    return Counter(map(str, deeds.values_list("target", flat=True)))


def _shares(counts: Sequence[tuple[str, int]], labels_of) -> list[Share]:
    labels = labels_of([key for key, _ in counts]) if counts else {}
    return [Share(key, labels[key], count) for key, count in counts]
