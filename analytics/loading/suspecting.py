"""Sittings of a batch, and what is stored near them, are looked at by the rules about machines."""

from collections.abc import Iterable
from datetime import datetime

from analytics.loading.openings import Opening
from analytics.loading.sittings import Sitting
from analytics.machines.honeypot import hits_near
from analytics.machines.judging import Hit, Judged, Opened, judge
from analytics.machines.quarantine import hold, lift
from analytics.reasons import Machine


def suspect(sittings: Iterable[Sitting], openings: Iterable[Opening], *, at: datetime) -> None:
    """Set aside what looks like a machine's, and let go what was on no screen and then was. What a person has decided
    stands.
    """
    sittings = list(sittings)
    said = {opening.view: (opening.seen.machine, opening.seen.mailed_at) for opening in openings}
    opened = [one for sitting in sittings for one in _opened(sitting, said)]
    judged = judge(opened, hits=_hits(opened)) if opened else {}
    held = {sitting.pk: why for sitting in sittings if (why := _surest(sitting, judged))}
    if held:
        hold(held, at=at)
    seen = [sitting.pk for sitting in sittings if sitting.quarantined_for == Machine.UNSEEN and sitting.was_shown]
    if seen:
        lift(seen)


def _opened(sitting: Sitting, said: dict[str, tuple[str, datetime | None]]) -> Iterable[Opened]:
    for view in sitting.views.values():
        machine, mailed_at = said.get(view.id, ("", None))
        yield Opened(
            view.id, sitting.visitor, sitting.asset, view.heard_from, view.mail, mailed_at, machine, view.shown
        )


def _hits(opened: list[Opened]) -> list[Hit]:
    moments = [one.at for one in opened]
    visitors, mails = {one.visitor for one in opened}, {one.mail for one in opened}
    return hits_near(visitors, mails, since=min(moments), until=max(moments))


def _surest(sitting: Sitting, judged: dict[str, Judged]) -> Judged | None:
    """Of those page views that gave it away; unless it is known already. Being unseen is nothing if another was seen."""
    if not judged or sitting.quarantined_for not in ("", Machine.UNSEEN):
        return None
    why = [judged[view] for view in sitting.views if view in judged]
    surest = next((one for one in why if one.reason != Machine.UNSEEN), None)
    if surest is None and why and not sitting.was_shown and not sitting.quarantined_for:
        return why[0]
    return surest
