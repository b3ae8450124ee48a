"""Which touch a page view belongs to, and what the touch then amounts to: a batch at a time, in memory."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from itertools import chain
from uuid import UUID

from django.db.models import Q

from analytics.collecting.rows import Sign
from analytics.loading.reading import SITTING, Seen, ThoroughRule, active_ms, collapse, is_same_sitting, is_thorough
from analytics.models import PageView, Touch
from analytics.read_as import read_as
from content.models import AssetPage


@dataclass(frozen=True, kw_only=True)
class Opening:
    """The signs of one page view, in the order in which they came."""

    view: UUID
    visitor_id: int
    asset: AssetPage
    signs: Sequence[Sign]


@dataclass
class _Sitting:
    touch: Touch
    views: list[PageView] = field(default_factory=list)
    changed: bool = False


class Sittings:
    def __init__(self, openings: Sequence[Opening], *, zone: tzinfo, rule: ThoroughRule):
        """Fetches every touch and page view that these openings may belong to."""
        self.zone = zone
        self.rule = rule
        self._of: dict[tuple[int, int], list[_Sitting]] = defaultdict(list)
        self._by_view: dict[UUID, _Sitting] = {}
        self._read_as = read_as({opening.asset.pk: opening.asset for opening in openings}.values())
        by_touch = {}
        for touch in _touches_near(openings):
            by_touch[touch.pk] = _Sitting(touch)
            self._of[touch.visitor_id, touch.asset_id].append(by_touch[touch.pk])
        for view in PageView.objects.filter(touch__in=by_touch):
            self._know(view, by_touch[view.touch_id])

    def place(self, opening: Opening) -> int | None:
        """How many of its signs were news; None if the page view is another reader's, or another asset's."""
        sitting = self._by_view.get(opening.view)
        if sitting is None:
            seen = collapse(opening.signs)
            self._begin(opening, seen)
            return seen.fresh
        if (sitting.touch.visitor_id, sitting.touch.asset_id) != (opening.visitor_id, opening.asset.pk):
            return None
        view = next(view for view in sitting.views if view.pk == opening.view)
        seen = collapse(opening.signs, after=view.last_seq)
        if seen is None:
            return 0
        self._grow(sitting, view, seen)
        return seen.fresh

    def save(self) -> None:
        changed = [sitting for sitting in chain.from_iterable(self._of.values()) if sitting.changed]
        for sitting in changed:
            self._sum_up(sitting)
        new = [sitting.touch for sitting in changed if sitting.touch.pk is None]
        known = [sitting.touch for sitting in changed if sitting.touch.pk is not None]
        Touch.objects.bulk_create(new)
        _upsert(known, ["at", "last_at", "active_ms", "depth", "thorough"])
        _upsert([view for sitting in changed for view in sitting.views], ["last_seq", "active_ms", "depth"])

    def _begin(self, opening: Opening, seen: Seen) -> None:
        sitting = self._sitting_at(opening, seen) or self._new_sitting(opening, seen)
        view = _unread(opening, sitting.touch)
        self._know(view, sitting)
        sitting.touch.at = min(sitting.touch.at, seen.began)
        self._grow(sitting, view, seen)

    def _sitting_at(self, opening: Opening, seen: Seen) -> _Sitting | None:
        for sitting in self._of[opening.visitor_id, opening.asset.pk]:
            touch = sitting.touch
            if is_same_sitting(seen.began, began=touch.at, last_at=touch.last_at, zone=self.zone):
                return sitting
        return None

    def _new_sitting(self, opening: Opening, seen: Seen) -> _Sitting:
        first = opening.signs[0]
        touch = Touch(
            visitor_id=opening.visitor_id,
            asset=opening.asset,
            read_as=self._read_as[opening.asset.pk],
            at=seen.began,
            last_at=seen.last_at,
            expected_seconds=opening.asset.expected_seconds,
            source=first.source,
            campaign=first.campaign,
        )
        sitting = _Sitting(touch)
        self._of[opening.visitor_id, opening.asset.pk].append(sitting)
        return sitting

    def _grow(self, sitting: _Sitting, view: PageView, seen: Seen) -> None:
        view.last_seq = seen.last_seq
        view.active_ms = max(view.active_ms, seen.active_ms)
        view.depth = max(view.depth, seen.depth)
        sitting.touch.last_at = max(sitting.touch.last_at, seen.last_at)
        sitting.changed = True

    def _sum_up(self, sitting: _Sitting) -> None:
        touch = sitting.touch
        touch.active_ms = active_ms((view.active_ms for view in sitting.views), expected_seconds=touch.expected_seconds)
        touch.depth = max(view.depth for view in sitting.views)
        touch.thorough = is_thorough(
            active_ms=touch.active_ms, depth=touch.depth, expected_seconds=touch.expected_seconds, rule=self.rule
        )

    def _know(self, view: PageView, sitting: _Sitting) -> None:
        sitting.views.append(view)
        self._by_view[view.pk] = sitting


def _unread(opening: Opening, touch: Touch) -> PageView:
    heard = [sign.heard or sign.at for sign in opening.signs]
    return PageView(
        pk=opening.view,
        touch=touch,
        last_seq=-1,
        active_ms=0,
        depth=0,
        heard_from=min(heard),
        heard_until=max(heard),
    )


def _touches_near(openings: Sequence[Opening]):
    moments = [sign.at for opening in openings for sign in opening.signs]
    near = Q(
        visitor__in={opening.visitor_id for opening in openings},
        asset__in={opening.asset.pk for opening in openings},
        last_at__gte=min(moments) - SITTING,
        at__lte=max(moments) + SITTING,
    )
    known = Q(pk__in=PageView.objects.filter(pk__in=[opening.view for opening in openings]).values("touch"))
    return Touch.objects.filter(near | known).order_by("at", "pk")


def _upsert(rows: list[Touch] | list[PageView], fields: list[str]) -> None:
    if rows:
        type(rows[0]).objects.bulk_create(rows, update_conflicts=True, unique_fields=["pk"], update_fields=fields)
