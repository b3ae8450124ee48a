"""Readers are counted once a day and once a month, however often they come by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from analytics.models import Numbers, Touch, Visitor
from analytics.rollups.facts import Place, in_parts
from analytics.rollups.places import Places
from analytics.rollups.rows import Row, month_of
from analytics.rollups.ways import looks

#: How many touches a visitor has on a day at a place.
Presence = Mapping[tuple[int, date, Place], int]
DAY, MONTH = Numbers.Period.DAY.value, Numbers.Period.MONTH.value


def reader_changes(came_and_went: Presence) -> dict[Row, int]:
    """How many readers more or less each row has, after touches came and went.

    A visitor who had none there and has some is one more; who had some and has none is one less. What a visitor had is
    what the database has now without the change, so two changes of one visitor must not pass here at the same time.
    """
    visitors_of = defaultdict(set)
    for visitor, day, _ in came_and_went:
        visitors_of[month_of(day)].add(visitor)
    one_at_a_time(set().union(*visitors_of.values()))
    now: Counter[tuple[int, date, Place]] = Counter()
    for month, visitors in visitors_of.items():
        for part in in_parts(visitors):
            now.update(_present(part, month))
    had = Counter(now)
    had.subtract(came_and_went)
    return _between(_where(had), _where(now))


def reader_rows(presence: Presence) -> dict[Row, int]:
    """How many readers each row has, if there is nothing else."""
    return _between({}, _where(presence))


def first_moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())


def next_month(month: date) -> date:
    return month_of(month + timedelta(days=31))


def one_at_a_time(visitors: Iterable[int]) -> None:
    """SQLite has one writer anyway. The lock lets others add touches meanwhile: they wait here, and see ours."""
    if connection.features.has_select_for_update:
        for part in in_parts(sorted(visitors)):
            list(Visitor.objects.filter(pk__in=part).order_by("pk").select_for_update(no_key=True).values_list("pk"))


Looks = dict[tuple[int, str, date], set[tuple[str, str]]]


def _where(presence: Presence) -> Looks:
    """By visitor and period: under which ways and keys the visitor is a reader."""
    seen: Looks = defaultdict(set)
    for (visitor, day, place), count in presence.items():
        if count > 0:
            seen[visitor, DAY, day].update(looks(place))
            seen[visitor, MONTH, month_of(day)].update(looks(place))
    return seen


def _between(had: Looks, now: Looks) -> dict[Row, int]:
    changes: dict[tuple[str, date], Counter] = defaultdict(Counter)
    for there in {**had, **now}:
        before, after = had.get(there, set()), now.get(there, set())
        if before != after:
            changes[there[1:]].update(after - before)
            changes[there[1:]].subtract(before - after)
    return {
        Row(by, period, starts, key): count
        for (period, starts), counts in changes.items()
        for (by, key), count in counts.items()
    }


def _present(visitors: Iterable[int], month: date) -> Counter[tuple[int, date, Place]]:
    touches = Touch.objects.counted().filter(visitor__in=visitors)
    touches = touches.filter(at__gte=first_moment(month), at__lt=first_moment(next_month(month)))
    rows = list(touches.values_list("visitor_id", "at", "read_as_id", "source"))
    zone = timezone.get_default_timezone()
    places = Places({row[2] for row in rows})
    return Counter(
        (visitor, at.astimezone(zone).date(), places[read_as, source]) for visitor, at, read_as, source in rows
    )
