"""Which sitting a page view belongs to, and what the sitting then amounts to: a batch at a time, in memory."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import NamedTuple

from analytics.collecting.rows import Sign
from analytics.loading.measures import Measure, measure_of
from analytics.loading.openings import Opening
from analytics.loading.page_views import Beginning, View
from analytics.loading.reading import active_ms, is_one_sitting, is_thorough
from analytics.models import Deed
from analytics.rollups.facts import Fact
from analytics.rollups.places import Places
from content.models import AssetPage

KINDS = frozenset(Deed.Kind.values)


@dataclass(kw_only=True, slots=True, eq=False)
class Sitting:
    """A touch while it grows."""

    visitor: int
    asset: int
    read_as: int
    places: Places
    expected_seconds: int
    began: Beginning
    last_at: datetime
    pk: int | None = None
    active_ms: int = 0
    depth: float = 0.0
    thorough: bool = False
    quarantined_for: str = ""
    views: dict[str, View] = field(default_factory=dict)
    deeds: dict[str, int] = field(default_factory=dict)
    before: Fact | None = None
    measure: Measure | None = None
    changed: dict[str, View] = field(default_factory=dict)

    @property
    def stretch(self) -> tuple[datetime, datetime]:
        return self.began.at, self.last_at

    @property
    def was_shown(self) -> bool:
        return any(view.shown for view in self.views.values())

    def learn(self, opening: Opening, measure: Measure) -> None:
        seen = opening.seen
        view = self.views.get(opening.view)
        if view is None:
            view = self.views[opening.view] = View.of(opening.view, seen)
        else:
            view.learn(seen)
        self.changed[opening.view] = view
        self.measure = measure
        self._reach(seen.began, seen.ended)

    def take_in(self, other: "Sitting") -> None:
        """Two that turn out to be one: what came in late has closed the gap between them."""
        self.note_before()
        other.note_before()
        self.views |= other.views
        self.changed |= other.views
        for kind, count in other.deeds.items():
            self.count_deed(kind, count)
        self.measure = self.measure or other.measure
        self._reach(other.began, other.last_at)

    def count_deed(self, kind: str, count: int = 1) -> None:
        self.deeds[kind] = self.deeds.get(kind, 0) + count

    def sum_up(self) -> None:
        views, measure = self.views.values(), self.measure
        self.active_ms = active_ms(
            [view.claim for view in views],
            expected_seconds=self.expected_seconds,
            times_expected=measure.times_expected,
        )
        self.depth = max(view.depth_by(measure.carrier) for view in views)
        self.thorough = is_thorough(
            active_ms=self.active_ms, depth=self.depth, expected_seconds=self.expected_seconds, rule=measure.rule
        )

    def fact(self) -> Fact | None:
        """As the rollups count it. What looks like a machine's counts nowhere."""
        if self.quarantined_for:
            return None
        return Fact.of(
            self.visitor,
            self.began.at,
            self.places[self.read_as, self.began.arrival.source],
            thorough=self.thorough,
            active_ms=self.active_ms,
            deeds=self.deeds,
        )

    def note_before(self) -> None:
        """What it was as it is stored, before the first change."""
        if self.pk is not None and self.before is None and not self.changed:
            self.before = self.fact()

    def _reach(self, began: Beginning, ended: datetime) -> None:
        self.began = min(self.began, began)
        self.last_at = max(self.last_at, ended)


class Done(NamedTuple):
    """A deed that was not known before."""

    view: str
    seq: int
    sign: Sign


@dataclass(kw_only=True)
class Sittings:
    """Those that are known, those that openings begin, and those that turn out to be part of another."""

    zone: tzinfo
    read_as: dict[int, int]  # what each asset is now, by the asset's key
    places: Places
    done_before: set[tuple[str, int]] = field(default_factory=set)
    done: list[Done] = field(default_factory=list)
    gone: list[tuple[Sitting, Sitting]] = field(default_factory=list)
    _of: dict[tuple[int, int], list[Sitting]] = field(default_factory=lambda: defaultdict(list))
    _of_view: dict[str, Sitting] = field(default_factory=dict)
    _measures: dict[int, Measure] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Sitting]:
        for sittings in self._of.values():
            yield from sittings

    def know(self, sitting: Sitting) -> None:
        self._of[sitting.visitor, sitting.asset].append(sitting)
        self._of_view.update(dict.fromkeys(sitting.views, sitting))

    def place(self, opening: Opening) -> int | None:
        """How many of its signs were news; None if the page view is another reader's, or another asset's."""
        sitting = self._of_view.get(opening.view)
        if sitting is None:
            sitting = self._at(opening) or self._begin(opening)
        elif (sitting.visitor, sitting.asset) != (opening.visitor, opening.asset.pk):
            return None
        sitting.note_before()
        known = sitting.views.get(opening.view)
        news = self._news(opening, sitting, after=known.last_seq if known else -1)
        sitting.learn(opening, self._measure(opening.asset))
        self._of_view[opening.view] = sitting
        self._join(sitting)
        return news

    def _measure(self, asset: AssetPage) -> Measure:
        if asset.pk not in self._measures:
            self._measures[asset.pk] = measure_of(asset)
        return self._measures[asset.pk]

    def _at(self, opening: Opening) -> Sitting | None:
        stretch = opening.seen.began.at, opening.seen.ended
        near = (
            sitting
            for sitting in self._of[opening.visitor, opening.asset.pk]
            if is_one_sitting(sitting.stretch, stretch, zone=self.zone)
        )
        return next(near, None)

    def _begin(self, opening: Opening) -> Sitting:
        sitting = Sitting(
            visitor=opening.visitor,
            asset=opening.asset.pk,
            read_as=self.read_as[opening.asset.pk],
            places=self.places,
            expected_seconds=opening.asset.expected_seconds,
            began=opening.seen.began,
            last_at=opening.seen.ended,
        )
        self._of[opening.visitor, opening.asset.pk].append(sitting)
        return sitting

    def _news(self, opening: Opening, sitting: Sitting, *, after: int) -> int:
        """A deed that comes late is news, unlike a total."""
        signs = opening.seen.signs
        news = sum(seq > after for seq in signs) if after >= 0 else len(signs)
        for seq, sign in signs.items():
            if sign.did and sign.did in KINDS and (opening.view, seq) not in self.done_before:
                self.done_before.add((opening.view, seq))
                self.done.append(Done(opening.view, seq, sign))
                sitting.count_deed(sign.did)
                news += seq <= after
        return news

    def _join(self, sitting: Sitting) -> None:
        """Take in those that this one reaches by now. The one that was stored first remains."""
        of_pair = self._of[sitting.visitor, sitting.asset]
        while len(of_pair) > 1:
            others = (other for other in of_pair if other is not sitting)
            near = next((o for o in others if is_one_sitting(o.stretch, sitting.stretch, zone=self.zone)), None)
            if near is None:
                return
            remaining, leaving = sorted([sitting, near], key=lambda one: (one.pk is None, one.pk or 0))
            remaining.take_in(leaving)
            of_pair.remove(leaving)
            self.gone.append((leaving, remaining))
            self._of_view.update(dict.fromkeys(leaving.views, remaining))
            sitting = remaining


def changed(sittings: Iterable[Sitting]) -> list[Sitting]:
    return [sitting for sitting in sittings if sitting.changed]
