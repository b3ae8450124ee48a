"""What to give a lead next, and why: no database, no clock.

Nothing is weighed into a score. What has been read, or was sent lately, is out; what is overdue comes after everything
current; then the next stage before the others, then the most of what they read about, then their industry, then the
newest. The two pillars take turns, beginning with that of the best.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from itertools import zip_longest

MOST = 6
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class Because(Enum):
    """Why an asset is recommended."""

    NEXT_STAGE = "next stage"
    FIRST_STAGE = "first stage"
    SAME_STAGE = "same stage"
    TOPIC = "topic"
    INDUSTRY = "industry"
    OTHER_PILLAR = "other pillar"


@dataclass(frozen=True)
class Candidate:
    """An asset as far as it matters here. `stage` is its place on the road; no industry: of every industry's."""

    key: int
    pillar: str
    stage: int | None = None
    topics: frozenset[int] = frozenset()
    industries: frozenset[int] = frozenset()
    is_overdue: bool = False
    published: datetime | None = None


@dataclass(frozen=True)
class Known:
    """What we know of one reader. `stage`: the furthest that they read thoroughly; `topics`: on how many assets each."""

    read: frozenset[int] = frozenset()
    sent: frozenset[int] = frozenset()
    stage: int | None = None
    topics: Mapping[int, int] = field(default_factory=dict)
    pillars: Mapping[str, int] = field(default_factory=dict)
    industry: int | None = None


@dataclass(frozen=True)
class Recommendation:
    key: int
    because: tuple[Because, ...]
    topics: tuple[int, ...] = ()


def recommend(known: Known, library: Iterable[Candidate], *, most: int = MOST) -> list[Recommendation]:
    fresh = [asset for asset in library if asset.key not in known.read and asset.key not in known.sent]
    wanted = next_stage(known, fresh)
    judged = [(asset, _judge(asset, known, wanted)) for asset in fresh]
    ranked = sorted(((asset, said) for asset, said in judged if said.because), key=lambda row: _place(*row, known))
    current = [row for row in ranked if not row[0].is_overdue]
    overdue = [row for row in ranked if row[0].is_overdue]
    return [said for part in (current, overdue) for _, said in _in_turns(part)][:most]


def next_stage(known: Known, fresh: Iterable[Candidate]) -> int | None:
    """The first stage after the furthest read one that has something new to read."""
    after = -1 if known.stage is None else known.stage
    return min((asset.stage for asset in fresh if asset.stage is not None and asset.stage > after), default=None)


def less_read(pillars: Mapping[str, int], pillar: str) -> bool:
    """Whether they read less of this pillar than of the other, and anything at all."""
    return pillars.get(pillar, 0) < max((n for name, n in pillars.items() if name != pillar), default=0)


def _judge(asset: Candidate, known: Known, wanted: int | None) -> Recommendation:
    because = []
    if asset.stage is not None and asset.stage == wanted:
        because.append(Because.FIRST_STAGE if known.stage is None else Because.NEXT_STAGE)
    elif asset.stage is not None and asset.stage == known.stage:
        because.append(Because.SAME_STAGE)
    topics = sorted(asset.topics & known.topics.keys(), key=lambda topic: (-known.topics[topic], topic))
    if topics:
        because.append(Because.TOPIC)
    if because and known.industry in asset.industries:
        because.append(Because.INDUSTRY)
    if because and less_read(known.pillars, asset.pillar):
        because.append(Because.OTHER_PILLAR)
    return Recommendation(asset.key, tuple(because), tuple(topics))


def _place(asset: Candidate, said: Recommendation, known: Known) -> tuple:
    ahead = Because.NEXT_STAGE in said.because or Because.FIRST_STAGE in said.because
    stage = 0 if ahead else 1 if Because.SAME_STAGE in said.because else 2
    on_topics = sum(known.topics[topic] for topic in said.topics)
    published = asset.published or LONG_AGO
    return (stage, -on_topics, Because.INDUSTRY not in said.because, -published.timestamp(), asset.key)


def _in_turns(ranked: Sequence[tuple]) -> list[tuple]:
    """Alternately of each pillar, in their order: the first is the best of all."""
    by_pillar: dict[str, list[tuple]] = {}
    for row in ranked:
        by_pillar.setdefault(row[0].pillar, []).append(row)
    return [row for turn in zip_longest(*by_pillar.values()) for row in turn if row is not None]
