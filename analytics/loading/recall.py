"""What the database knows of the sittings that openings may belong to: some queries for a batch, however large."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Lookup, Q
from django.utils import timezone

from analytics.among import among
from analytics.fetching import fetched
from analytics.loading.openings import Opening
from analytics.loading.page_views import Arrival, Beginning, View
from analytics.loading.reading import SITTING
from analytics.loading.sittings import Sitting, Sittings
from analytics.machines.judging import RULES
from analytics.models import Deed, PageView, Touch
from analytics.read_as import read_as
from analytics.rollups.places import Places

_TOUCH = (
    *("pk", "visitor_id", "asset_id", "at", "last_at", "active_ms", "depth", "thorough", "expected_seconds"),
    *("quarantined_for", "read_as_id", *Arrival._fields),
)
_READ_AS = _TOUCH.index("read_as_id")
_STRETCH = slice(_TOUCH.index("at"), _TOUCH.index("last_at") + 1)
_VIEW = ("touch_id", *(name for name in View.__dataclass_fields__))


def recall(openings: Sequence[Opening]) -> Sittings:
    """Touches are held locked, so that nobody judges or erases them while they change."""
    now = {asset: row.pk for asset, row in read_as({one.asset.pk: one.asset for one in openings}.values()).items()}
    rows = _touches(among("pk", _of_known_views(openings) | _of_same_mails(openings)))
    rows |= _touches(_near(openings, rows.values()))
    sittings = Sittings(
        zone=timezone.get_default_timezone(),
        read_as=now,
        places=Places({*now.values(), *(row[_READ_AS] for row in rows.values())}),
    )
    known = {pk: _sitting(row, sittings.places) for pk, row in sorted(rows.items())}
    _add_views(known)
    sittings.done_before |= _add_deeds(known)
    for sitting in known.values():
        sittings.know(sitting)
    return sittings


def _of_known_views(openings: Iterable[Opening]) -> set[int]:
    views = PageView.objects.filter(among("pk", (opening.view for opening in openings)))
    return set(views.values_list("touch_id", flat=True))


def _of_same_mails(openings: Iterable[Opening]) -> set[int]:
    """Whoever opens one link of a mail after the other shows only when they are looked at together."""
    heard: dict[str, list[datetime]] = defaultdict(list)
    for opening in openings:
        if opening.seen.mail:
            heard[opening.seen.mail] += [opening.seen.heard_from, opening.seen.heard_until]
    if not heard:
        return set()
    moments = [moment for of_mail in heard.values() for moment in of_mail]
    views = PageView.objects.filter(
        mail__in=heard, heard_from__gte=min(moments) - RULES.reach, heard_from__lte=max(moments) + RULES.reach
    ).exclude(mail="")
    return set(views.values_list("touch_id", flat=True))


def _near(openings: Sequence[Opening], rows: Iterable[tuple]) -> Q:
    """Of the same visitors, whatever they read: the rules about machines ask that too."""
    moments = [moment for opening in openings for moment in (opening.seen.began.at, opening.seen.ended)]
    moments += [moment for row in rows for moment in row[_STRETCH]]
    reach = max(SITTING, RULES.reach) + timedelta(seconds=1)
    visitors = {opening.visitor for opening in openings}
    return Q(among("visitor", visitors), last_at__gte=min(moments) - reach, at__lte=max(moments) + reach)


def _touches(wanted: Q | Lookup) -> dict[int, tuple]:
    touches = Touch.objects.filter(wanted).select_for_update(of=("self",), no_key=True).order_by("pk")
    return {row[0]: row for row in fetched(touches.values_list(*_TOUCH))}


def _sitting(row: tuple, places: Places) -> Sitting:
    pk, visitor, asset, at, last_at, active_ms, depth, thorough, expected_seconds, held, read_as_pk, *arrival = row
    return Sitting(
        pk=pk,
        visitor=visitor,
        asset=asset,
        began=Beginning(at, Arrival(*arrival)),
        last_at=last_at,
        active_ms=active_ms,
        depth=depth,
        thorough=thorough,
        expected_seconds=expected_seconds,
        quarantined_for=held,
        read_as=read_as_pk,
        places=places,
    )


def _add_views(known: dict[int, Sitting]) -> None:
    views = PageView.objects.filter(among("touch", known))
    for touch, *row in fetched(views.values_list(*_VIEW)):
        view = View(*row)
        known[touch].views[view.id] = view


def _add_deeds(known: dict[int, Sitting]) -> set[tuple[str, int]]:
    done = set()
    deeds = Deed.objects.filter(among("page_view__touch", known))
    for touch, view, seq, kind in fetched(deeds.values_list("page_view__touch", "page_view", "seq", "kind")):
        known[touch].count_deed(kind)
        done.add((view, seq))
    return done
