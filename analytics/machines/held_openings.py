"""What a person decides of numbers that were set aside: openings of readers of whom nothing else is kept."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from analytics.models import DailyCount, HeldOpenings
from analytics.reasons import Verdict
from users.models import User


@transaction.atomic
def restore(held_pks: Iterable[int], *, by: User, at: datetime) -> int:
    """They join the number of their day. How many openings that were."""
    rows = _decided(held_pks, Verdict.RESTORED, by=by, at=at)
    _add(rows, 1)
    return sum(row.opened for row in rows)


@transaction.atomic
def confirm(held_pks: Iterable[int], *, by: User, at: datetime) -> int:
    """They stay out; what had been restored is taken out of the number of its day again."""
    rows = _decided(held_pks, Verdict.CONFIRMED, by=by, at=at)
    _add([row for row in rows if row.verdict == Verdict.RESTORED], -1)
    return sum(row.opened for row in rows)


def _decided(held_pks: Iterable[int], verdict: Verdict, *, by: User, at: datetime) -> list[HeldOpenings]:
    """Those of which nobody has said the same, as they were before."""
    rows = HeldOpenings.objects.filter(pk__in=list(held_pks)).exclude(verdict=verdict)
    rows = list(rows.select_for_update(of=("self",)).order_by("pk"))
    HeldOpenings.objects.filter(pk__in=[row.pk for row in rows]).update(verdict=verdict, decided_by=by, decided_at=at)
    return rows


def _add(rows: Iterable[HeldOpenings], sign: int) -> None:
    opened: Counter = Counter()
    for row in rows:
        opened[row.day, row.asset_id] += row.opened
    for (day, asset), number in sorted(opened.items()):
        DailyCount.objects.get_or_create(day=day, asset_id=asset)
        DailyCount.objects.filter(day=day, asset_id=asset).update(opened=F("opened") + sign * number)
