"""From signs to openings of pages that we may keep: by a reader who agreed, of an asset that everybody may see."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from msgspec.structs import replace

from analytics.among import among
from analytics.collecting.dropped import Dropped
from analytics.collecting.rows import Sign
from analytics.fetching import fetched
from analytics.loading.page_views import Seen, collapse
from analytics.loading.turned_away import Tally
from analytics.models import Visitor
from content.models import AssetPage
from content.querysets import NOT_ON_CARDS


class Opening(NamedTuple):
    """The signs of one page view in the order in which they came, and what they say together."""

    view: str  # its 32 hexadecimal digits
    visitor: int
    asset: AssetPage
    signs: Sequence[Sign]
    seen: Seen


class _Known(NamedTuple):
    pk: int
    first_seen_at: datetime


def visible_assets(pks: set[int], *, at: datetime) -> dict[int, AssetPage]:
    if not pks:
        return {}
    return AssetPage.objects.visible_to(AnonymousUser(), at=at).defer(*NOT_ON_CARDS).in_bulk(pks)


def openings_of(signs: Iterable[Sign], assets: dict[int, AssetPage], tally: Tally) -> list[Opening]:
    by_view: dict[tuple[int, int, int], list[Sign]] = defaultdict(list)
    for sign in signs:
        by_view[sign.view.int, sign.visitor.int, sign.asset].append(sign)
    visitors = _who_agreed({of_view[0].visitor.hex for of_view in by_view.values()})
    openings = []
    for of_view in by_view.values():
        visitor, asset = visitors.get(of_view[0].visitor.hex), assets.get(of_view[0].asset)
        if visitor is None:
            tally.drop(of_view, Dropped.NO_CONSENT)
        elif asset is None:
            tally.drop(of_view, Dropped.UNKNOWN_ASSET)
        else:
            openings.append(_opening(of_view, visitor, asset))
    return openings


def _opening(signs: Sequence[Sign], visitor: _Known, asset: AssetPage) -> Opening:
    """A page's clock is believed as far back as its reader agreed to be remembered: what is older was not asked for."""
    seen = collapse(signs)
    if seen.began.at < visitor.first_seen_at:
        signs = [replace(sign, at=max(sign.at, visitor.first_seen_at)) for sign in signs]
        seen = collapse(signs)
    return Opening(signs[0].view.hex, visitor.pk, asset, signs, seen)


def _who_agreed(keys: Collection[str]) -> dict[str, _Known]:
    if not keys:
        return {}
    agreed = Visitor.objects.filter(among("key", keys), withdrawn_at=None)
    return {key: _Known(*row) for key, *row in fetched(agreed.values_list("key", "pk", "first_seen_at"))}
