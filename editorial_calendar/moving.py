"""Moving a slot to another day, or into the backlog and out of it. Nothing here touches an asset."""

from datetime import date

from django.db import transaction
from wagtail.log_actions import log, registry

from editorial_calendar.models import Slot
from users.models import User

MOVED = "editorial_calendar.move"


class MovedMeanwhile(Exception):
    """Somebody moved the slot after this page was loaded; it stands where they put it."""

    def __init__(self, slot: Slot, by: User | None):
        super().__init__(slot, by)
        self.slot = slot
        self.by = by


@transaction.atomic
def move(slot: Slot, *, to: date | None, believed: date | None, by: User) -> Slot:
    """Plan a slot for another day, provided that it still stands where the mover saw it.

    Planned is not scheduled: the asset's own dates stay as they are.
    """
    moved = Slot.objects.filter(pk=slot.pk, planned_on=believed).update(planned_on=to)
    slot.refresh_from_db()
    if not moved:
        raise MovedMeanwhile(slot, _last_mover(slot))
    if to != believed:
        log(slot, MOVED, user=by, data={"from": _written(believed), "to": _written(to)})
    return slot


def _last_mover(slot: Slot) -> User | None:
    entry = registry.get_logs_for_instance(slot).select_related("user").order_by("-timestamp", "-pk").first()
    return entry.user if entry else None


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
