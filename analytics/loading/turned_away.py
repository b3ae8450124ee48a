"""What is counted and not kept: events that were dropped, and openings by readers of whom we keep nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone

from analytics.collecting.dropped import Dropped
from analytics.collecting.rows import Sign, TurnedAway
from analytics.loading.upserting import added, put
from analytics.models import DailyCount, DroppedCount, HeldOpenings
from analytics.reasons import Machine, Verdict


class Tally:
    """How many events of a day were dropped for which reason."""

    def __init__(self, away: Iterable[TurnedAway] = ()):
        self._zone = timezone.get_default_timezone()
        self._counts: Counter[tuple[date, Dropped]] = Counter()
        for row in away:
            self._counts[row.day, row.reason] += row.count

    def drop(self, signs: Iterable[Sign], reason: Dropped) -> None:
        self._counts.update((sign.at.astimezone(self._zone).date(), reason) for sign in signs)

    def total(self) -> int:
        return self._counts.total()

    def save(self) -> None:
        rows = sorted((day, reason.value, count) for (day, reason), count in self._counts.items())
        put(DroppedCount, ["day", "reason", "count"], rows, unless=added(DroppedCount, "count", by=["day", "reason"]))


def count_openings(away: Iterable[TurnedAway], assets: Mapping[int, object]) -> None:
    """Those that look like a machine's are set aside by their reason, and the others count."""
    people: Counter[tuple[date, int]] = Counter()
    machines: Counter[tuple[date, int, str]] = Counter()
    for row in away:
        opened = [pk for pk in row.opened if pk in assets]
        if row.machine:
            machines.update((row.day, pk, Machine(row.machine).value) for pk in opened)
        else:
            people.update((row.day, pk) for pk in opened)
    _count(people)
    _hold(machines)


def _count(people: Counter[tuple[date, int]]) -> None:
    rows = sorted((*named, count) for named, count in people.items())
    put(DailyCount, ["day", "asset", "opened"], rows, unless=added(DailyCount, "opened", by=["day", "asset_id"]))


def _hold(machines: Counter[tuple[date, int, str]]) -> None:
    """What a person has decided on is a row of its own, and stays as it was then."""
    rows = sorted((*named, count, Verdict.WAITING.value) for named, count in machines.items())
    still_waiting = f"WHERE verdict = '{Verdict.WAITING}'"
    add_up = added(HeldOpenings, "opened", by=["day", "asset_id", "reason"], where=still_waiting)
    put(HeldOpenings, ["day", "asset", "reason", "opened", "verdict"], rows, unless=add_up)
