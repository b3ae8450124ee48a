"""What many readers might do in a day: no database, no clock, no settings. For trying things out, never to be believed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

A_DAY = 24 * 60 * 60
# Monday to Sunday: who buys for a company reads at work.
WEEK = np.array([1.0, 1.12, 1.1, 1.05, 0.85, 0.28, 0.25])
HOURS = np.array([1, 1, 1, 1, 1, 2, 5, 10, 18, 22, 23, 21, 16, 18, 21, 20, 17, 12, 8, 7, 7, 6, 4, 2], float)
# Three times as much is read in the end as in the beginning.
GROWTH = 3.0
# (source, medium, campaign, weight); small sites come after these.
SOURCES = [
    ("", "", "", 34),
    ("google", "organic", "", 21),
    ("newsletter", "email", "digest", 12),
    ("linkedin", "social", "", 9),
    ("linkedin", "paid", "spring", 3),
    ("bing", "organic", "", 5),
    ("partner-mail", "email", "joint", 3),
]
SMALL_SITES = 40
COUNTRIES = ["", "DE", "GB", "US", "FR", "NL", "CH", "AT"]
COUNTRY_WEIGHTS = np.array([30, 25, 14, 12, 7, 5, 4, 3], float)
HELD_FOR = ["bot", "headless", "prefetch", "scanner", "rate", "unseen"]
SHARE_HELD, SHARE_WITH_DEED = 0.015, 0.05
DEEDS = ["download", "next", "next", "share", "form"]
# Some readers come often: the share of a draw that falls on the newest tenth of visitors grows with this.
LOYALTY = 3
THOROUGH_DEPTH, THOROUGH_SHARE, LEAST_SECONDS, MOST_TIMES = 0.75, 0.6, 10, 3


@dataclass(frozen=True)
class Shelved:
    """An asset that may be read: what it counts as, now and in the first half of the time."""

    pk: int
    expected_seconds: int
    read_as: int
    read_as_before: int


@dataclass(frozen=True, kw_only=True)
class Day:
    """Columns with an entry for each touch, in the order of time; moments in seconds since 1970."""

    visitor: list[int]
    asset: list[int]
    read_as: list[int]
    at: np.ndarray
    last_at: np.ndarray
    active_ms: list[int]
    depth: list[float]
    expected_seconds: list[int]
    thorough: list[bool]
    source: list[tuple[str, str, str]]
    country: list[str]
    held_for: list[str]
    deed: list[str]


def touches_a_day(rng: np.random.Generator, *, touches: int, days: int, first_weekday: int) -> list[int]:
    """Of all days together exactly so many."""
    weights = WEEK[(np.arange(days) + first_weekday) % 7] * np.linspace(1, GROWTH, days)
    return rng.multinomial(touches, weights / weights.sum()).tolist()


class Readers:
    """Draws the touches of a day after the other."""

    def __init__(self, rng: np.random.Generator, shelf: Sequence[Shelved], *, visitors: int, first_visitor: int):
        self.rng = rng
        self.pks = np.array([asset.pk for asset in shelf])
        self.expected = np.array([asset.expected_seconds for asset in shelf])
        self.read_as = np.array([[asset.read_as_before for asset in shelf], [asset.read_as for asset in shelf]])
        # A few assets are read by most; which ones has nothing to do with their age.
        popular = 1 / (rng.permutation(len(shelf)) + 3.0)
        self.popular = popular / popular.sum()
        self.visitors, self.first_visitor = visitors, first_visitor
        sites = [(f"site-{number}.example", "referral", "", 13 / (number + 2)) for number in range(SMALL_SITES)]
        self.sources = [tuple(source[:3]) for source in [*SOURCES, *sites]]
        weights = np.array([source[3] for source in [*SOURCES, *sites]])
        self.source_weights = weights / weights.sum()

    def on(self, starts: int, count: int, *, elapsed: float) -> Day:
        """`elapsed` is how much of the whole time has passed, 0 to 1: the later, the more visitors are known."""
        rng = self.rng
        asset = rng.choice(len(self.pks), count, p=self.popular)
        expected = self.expected[asset]
        active_ms = np.minimum(rng.lognormal(-0.5, 0.9, count), MOST_TIMES) * expected * 1000
        depth = np.round(np.clip(rng.beta(1.1, 0.9, count) + 0.02, 0, 1), 3)
        least = np.maximum(LEAST_SECONDS, THOROUGH_SHARE * expected) * 1000
        at = starts + np.sort(self._seconds(count))
        held = rng.random(count) < SHARE_HELD
        deed = (rng.random(count) < SHARE_WITH_DEED) & ~held
        return Day(
            visitor=self._visitors(count, elapsed).tolist(),
            asset=self.pks[asset].tolist(),
            read_as=self.read_as[int(elapsed >= 0.5)][asset].tolist(),
            at=at,
            last_at=at + np.ceil(active_ms / 1000).astype(np.int64),
            active_ms=active_ms.astype(np.int64).tolist(),
            depth=depth.tolist(),
            expected_seconds=expected.tolist(),
            thorough=((depth >= THOROUGH_DEPTH) & (active_ms >= least) & (expected > 0)).tolist(),
            source=_drawn(rng, self.sources, count, self.source_weights),
            country=_drawn(rng, COUNTRIES, count, COUNTRY_WEIGHTS / COUNTRY_WEIGHTS.sum()),
            held_for=_some(rng, HELD_FOR, held),
            deed=_some(rng, DEEDS, deed),
        )

    def opened(self, count: int) -> list[tuple[int, int]]:
        """How often each asset was opened by readers without consent."""
        drawn = self.rng.multinomial(count, self.popular)
        return [(pk, opened) for pk, opened in zip(self.pks.tolist(), drawn.tolist(), strict=True) if opened]

    def _seconds(self, count: int) -> np.ndarray:
        hours = self.rng.choice(24, count, p=HOURS / HOURS.sum())
        return hours * 3600 + self.rng.integers(0, 3600, count)

    def _visitors(self, count: int, elapsed: float) -> np.ndarray:
        known = max(1, int(self.visitors * elapsed))
        return self.first_visitor + (known * (1 - self.rng.random(count) ** LOYALTY)).astype(np.int64)


def keys(rng: np.random.Generator, count: int) -> Iterator[str]:
    """Made-up UUIDs, as 32 letters."""
    digits = rng.bytes(16 * count).hex()
    return (digits[start : start + 32] for start in range(0, 32 * count, 32))


def _drawn(rng: np.random.Generator, values: list, count: int, weights: np.ndarray) -> list:
    return [values[number] for number in rng.choice(len(values), count, p=weights).tolist()]


def _some(rng: np.random.Generator, values: list[str], chosen: np.ndarray) -> list[str]:
    numbers = rng.integers(0, len(values), len(chosen))
    return [values[number] if yes else "" for number, yes in zip(numbers.tolist(), chosen.tolist(), strict=True)]
