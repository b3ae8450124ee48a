"""Setting touches aside that look like a machine's, and what a person decides of them. Numbers follow in the same
transaction; whatever else stands on touches hears of it after it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from analytics.machines.judging import Judged
from analytics.models import Quarantine, Touch
from analytics.reasons import Machine, Verdict
from analytics.rollups.adding import apply
from analytics.rollups.facts import facts_of, in_parts
from users.models import User

#: Hook: a function of a queryset of touches that gives sentences on what stands on them, for whoever decides.
STANDS_ON = "quarantine_notes"

#: Sent after commit with `touches`, the keys of those that began or ceased to count.
counting_changed = Signal()

# As many as one statement names comfortably.
AT_ONCE = 1000


@transaction.atomic
def hold(judged: Mapping[int, Judged | tuple[Machine, str]], *, at: datetime) -> set[int]:
    """Set aside by a rule: those that count now, but for what a person has restored. The keys of what is held now."""
    held = set()
    for pks in in_parts(judged, AT_ONCE):
        before = facts_of(pks, lock=True)
        restored = Quarantine.objects.filter(touch__in=before, verdict=Verdict.RESTORED)
        new = set(before) - set(restored.values_list("touch", flat=True))
        surer = {pk for pk in _unseen_so_far(pks) if judged[pk][0] != Machine.UNSEEN}
        _keep({pk: judged[pk] for pk in new | surer}, at=at)
        _set_aside({pk: judged[pk][0] for pk in new | surer})
        apply((before[pk], None) for pk in new)
        held |= new
    _tell(held)
    return held


@transaction.atomic
def lift(touch_pks: Iterable[int]) -> set[int]:
    """What was not on a screen, and then was, counts after all, unless something else speaks against it."""
    waiting = Quarantine.objects.filter(reason=Machine.UNSEEN, verdict=Verdict.WAITING)
    lifted = set()
    for pks in in_parts(touch_pks, AT_ONCE):
        rows = waiting.filter(touch__in=pks, touch__quarantined_for=Machine.UNSEEN)
        now = set(_locked(rows).values_list("touch", flat=True))
        waiting.filter(touch__in=now).delete()
        _count_again(now)
        lifted |= now
    _tell(lifted)
    return lifted


@transaction.atomic
def restore(touch_pks: Iterable[int], *, by: User, at: datetime) -> set[int]:
    """A person says that these are people's after all: they count from now on, and no rule holds them again."""
    counting = set()
    for pks in in_parts(touch_pks, AT_ONCE):
        now = set(_undecided(pks, Verdict.RESTORED))
        _decide(now, Verdict.RESTORED, by=by, at=at)
        _count_again(now)
        counting |= now
    _tell(counting)
    return counting


@transaction.atomic
def confirm(touch_pks: Iterable[int], *, by: User, at: datetime) -> set[int]:
    """A person says that these are a machine's. What had been restored ceases to count again."""
    confirmed, ceased = set(), set()
    for pks in in_parts(touch_pks, AT_ONCE):
        now = _undecided(pks, Verdict.CONFIRMED)
        before = facts_of(now, lock=True)
        _decide(set(now), Verdict.CONFIRMED, by=by, at=at)
        _set_aside({pk: now[pk] for pk in before})
        apply((fact, None) for fact in before.values())
        confirmed |= set(now)
        ceased |= set(before)
    _tell(ceased)
    return confirmed


def _unseen_so_far(pks: Iterable[int]) -> set[int]:
    """Held because they were not on a screen, which may change: any other reason takes the place of this one."""
    rows = Quarantine.objects.filter(touch__in=pks, reason=Machine.UNSEEN, verdict=Verdict.WAITING)
    return set(_locked(rows).values_list("touch", flat=True))


def _undecided(pks: Iterable[int], verdict: Verdict) -> dict[int, Machine]:
    """Touch and reason of those of which a person has not said the same before."""
    rows = _locked(Quarantine.objects.filter(touch__in=pks).exclude(verdict=verdict))
    return {touch: Machine(reason) for touch, reason in rows.values_list("touch", "reason")}


def _locked(rows: QuerySet) -> QuerySet:
    """In one order, so that two people who decide at once wait for each other and do not lock each other out."""
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk")


def _keep(judged: Mapping[int, Judged | tuple[Machine, str]], *, at: datetime) -> None:
    """A reason stands once a touch; a newer one takes the place of one that nobody decided on."""
    Quarantine.objects.bulk_create(
        [
            Quarantine(touch_id=pk, reason=reason, evidence=evidence[:200], at=at)
            for pk, (reason, evidence) in judged.items()
        ],
        update_conflicts=True,
        unique_fields=["touch"],
        update_fields=["reason", "evidence", "at"],
    )


def _decide(pks: set[int], verdict: Verdict, *, by: User, at: datetime) -> None:
    Quarantine.objects.filter(touch__in=pks).update(verdict=verdict, decided_by=by, decided_at=at)


def _set_aside(reasons: Mapping[int, Machine]) -> None:
    for reason in set(reasons.values()):
        pks = [pk for pk, why in reasons.items() if why == reason]
        Touch.objects.filter(pk__in=pks).update(quarantined_for=reason)


def _count_again(pks: set[int]) -> None:
    held = Touch.objects.filter(pk__in=pks).exclude(quarantined_for="")
    now = list(held.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    Touch.objects.filter(pk__in=now).update(quarantined_for="")
    apply((None, fact) for fact in facts_of(now).values())


def _tell(touches: set[int]) -> None:
    if touches:
        transaction.on_commit(lambda: counting_changed.send(sender=Touch, touches=frozenset(touches)))
