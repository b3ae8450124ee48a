"""Readers are counted once a day and once a month, however often they come by."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from analytics.among import among
from analytics.fetching import fetched
from analytics.models import Numbers, Touch, Visitor
from analytics.rollups.facts import Place, day_of, in_parts
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
        now.update(_present(visitors, month))
    stayed, came, went = [], [], []
    for there in {**now, **came_and_went}:
        has, had = now[there] > 0, now[there] > came_and_went.get(there, 0)
        if has or had:
            (stayed if has and had else came if has else went).append(there)
    return _between(_where(stayed), came=_where(came), went=_where(went))


def reader_rows(presence: Presence) -> dict[Row, int]:
    """How many readers each row has, if there is nothing else."""
    return _between({}, came=_where(presence), went={})


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


def _where(presence: Iterable[tuple[int, date, Place]]) -> Looks:
    """By visitor and period: under which ways and keys the visitor is a reader."""
    seen: Looks = defaultdict(set)
    for visitor, day, place in presence:
        keys = looks(place)
        seen[visitor, DAY, day].update(keys)
        seen[visitor, MONTH, month_of(day)].update(keys)
    return seen


def _between(stayed: Looks, *, came: Looks, went: Looks) -> dict[Row, int]:
    changes: dict[tuple[str, date], Counter] = defaultdict(Counter)
    nothing: set[tuple[str, str]] = set()
    for there in {**came, **went}:
        others = stayed.get(there, nothing)
        new, gone = came.get(there, nothing), went.get(there, nothing)
        for key in new - gone - others:
            changes[there[1:]][key] += 1
        for key in gone - new - others:
            changes[there[1:]][key] -= 1
    return {
        Row(by, period, starts, key): count
        for (period, starts), counts in changes.items()
        for (by, key), count in counts.items()
    }


def _present(visitors: Iterable[int], month: date) -> Counter[tuple[int, date, Place]]:
    touches = Touch.objects.counted().filter(among("visitor", visitors))
    touches = touches.filter(at__gte=first_moment(month), at__lt=first_moment(next_month(month)))
    rows = fetched(touches.values_list("visitor_id", "at", "read_as_id", "source"))
    places = Places({row[2] for row in rows})
    return Counter((visitor, day_of(at), places[read_as, source]) for visitor, at, read_as, source in rows)
