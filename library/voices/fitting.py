"""Which assets go with something that was heard: no database, no clock."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

MOST = 2


@dataclass(frozen=True)
class About:
    """What a point is about, as far as anybody said; `words`: how well each asset answers its words, by key."""

    topic: Hashable = None
    stage: Hashable = None
    industry: Hashable = None
    words: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    key: int
    stage: Hashable = None
    topics: frozenset = frozenset()
    industries: frozenset = frozenset()


@dataclass(frozen=True)
class Fit:
    """An asset and what it shares with the point: of `topic`, `industry`, `stage` and `words` those that hold."""

    key: int
    shares: tuple[str, ...]


def fitting(about: About, library: Iterable[Candidate], *, most: int = MOST) -> list[Fit]:
    """Topic and industry before the stage, then whatever answers the words best. The stage alone fits nothing."""
    fits = [(asset, _shared(asset, about)) for asset in library]
    worth_it = [(asset, shared) for asset, shared in fits if shared and shared != ("stage",)]
    worth_it.sort(key=lambda row: (*_place(row[1]), -about.words.get(row[0].key, 0), row[0].key))
    return [Fit(asset.key, shared) for asset, shared in worth_it[:most]]


def _shared(asset: Candidate, about: About) -> tuple[str, ...]:
    holds = {
        "topic": about.topic is not None and about.topic in asset.topics,
        "industry": about.industry is not None and about.industry in asset.industries,
        "stage": about.stage is not None and about.stage == asset.stage,
        "words": asset.key in about.words,
    }
    return tuple(name for name, does in holds.items() if does)


def _place(shared: tuple[str, ...]) -> tuple[int, bool]:
    """The more they share the better; the stage only tells equals apart."""
    return -len(set(shared) - {"stage"}), "stage" not in shared
