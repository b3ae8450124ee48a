"""What the database knows of the sittings that openings may belong to: some queries for a batch, however large."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Lookup, Q
from django.utils import timezone

from analytics.among import among
from analytics.loading.openings import Opening
from analytics.loading.page_views import Arrival, Beginning, View
from analytics.loading.reading import SITTING
from analytics.loading.sittings import Sitting, Sittings
from analytics.machines.judging import RULES
from analytics.models import Deed, PageView, ReadAs, Touch
from analytics.read_as import read_as

_TOUCH = (
    *("pk", "visitor_id", "asset_id", "at", "last_at", "active_ms", "depth", "thorough", "expected_seconds"),
    *("quarantined_for", *Arrival._fields, "read_as_id"),
    *("read_as__stage_number", "read_as__pillar", "read_as__format", "read_as__topic_numbers"),
)
_VIEW = ("touch_id", *(name for name in View.__dataclass_fields__))


def recall(openings: Sequence[Opening]) -> Sittings:
    """Touches are held locked, so that nobody judges or erases them while they change."""
    sittings = Sittings(
        zone=timezone.get_default_timezone(),
        read_as=read_as({opening.asset.pk: opening.asset for opening in openings}.values()),
    )
    known = _touches(among("pk", _of_known_views(openings) | _of_same_mails(openings)))
    known |= _touches(_near(openings, known.values()), besides=known)
    _add_views(known)
    sittings.done_before |= _add_deeds(known)
    for _, sitting in sorted(known.items()):
        sittings.know(sitting)
    return sittings


def _of_known_views(openings: Sequence[Opening]) -> set[int]:
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


def _near(openings: Sequence[Opening], known: Collection[Sitting]) -> Q:
    """Of the same visitors, whatever they read: the rules about machines ask that too."""
    moments = [moment for opening in openings for moment in (opening.seen.began.at, opening.seen.ended)]
    moments += [moment for sitting in known for moment in sitting.stretch]
    reach = max(SITTING, RULES.reach) + timedelta(seconds=1)
    visitors = {opening.visitor for opening in openings}
    return Q(among("visitor", visitors), last_at__gte=min(moments) - reach, at__lte=max(moments) + reach)


def _touches(wanted: Q | Lookup, *, besides: Collection[int] = ()) -> dict[int, Sitting]:
    touches = Touch.objects.filter(wanted).select_for_update(of=("self",), no_key=True).order_by("pk")
    return {row[0]: _sitting(*row) for row in touches.values_list(*_TOUCH) if row[0] not in besides}


def _sitting(pk, visitor, asset, at, last_at, active_ms, depth, thorough, expected_seconds, held, *rest) -> Sitting:
    arrival, (read_as_pk, stage, pillar, form, topics) = Arrival(*rest[:5]), rest[5:]
    return Sitting(
        pk=pk,
        visitor=visitor,
        asset=asset,
        began=Beginning(at, arrival),
        last_at=last_at,
        active_ms=active_ms,
        depth=depth,
        thorough=thorough,
        expected_seconds=expected_seconds,
        quarantined_for=held,
        read_as=ReadAs(read_as_pk, asset, stage, pillar, form, topics),
    )


def _add_views(known: dict[int, Sitting]) -> None:
    for touch, *row in PageView.objects.filter(among("touch", known)).values_list(*_VIEW):
        view = View(**dict(zip(_VIEW[1:], row, strict=True)))
        known[touch].views[view.id] = view


def _add_deeds(known: dict[int, Sitting]) -> set[tuple[UUID, int]]:
    done = set()
    deeds = Deed.objects.filter(among("page_view__touch", known))
    for touch, view, seq, kind in deeds.values_list("page_view__touch", "page_view", "seq", "kind"):
        known[touch].deeds[kind] += 1
        done.add((view, seq))
    return done
