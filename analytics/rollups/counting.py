"""A month counted from its touches. Memory grows with the touches of a month, not with all of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analytics.models import Deed, Remainder, Touch
from analytics.rollups.facts import Place, in_parts
from analytics.rollups.places import Places
from analytics.rollups.readers import DAY, MONTH, first_moment, next_month
from analytics.rollups.rows import COUNTED, NOTHING, AtPlaces, Row, Sums, add, spread
from analytics.rollups.way import Way
from analytics.rollups.ways import WAYS

A_DAY = timedelta(days=1)
# At least as many as a month has, so that a key and a day together are one number.
DAYS = 32
COLUMN_OF = {
    Deed.Kind.DOWNLOAD: COUNTED.index("downloads"),
    Deed.Kind.SHARE: COUNTED.index("shares"),
    Deed.Kind.FORM: COUNTED.index("forms"),
    Deed.Kind.NEXT: COUNTED.index("nexts"),
}


def count_month(month: date) -> Sums:
    """All rows of a month and of its days, with what remains of touches that were erased."""
    met = _Met()
    read, deeds = _read(month, met)
    known = Places(read_as for read_as, _ in met)
    places = [known[there] for there in met]
    sums = spread(_of_deeds(deeds, places))
    for way in WAYS.values() if places else ():
        for row, numbers in _count(way, read, places, month):
            add(sums, row, numbers)
    return _with_remains(sums, month)


#: The day, the number of the place, the kind of a deed.
_Did = tuple[date, int, str]


class _Met(dict):
    """Numbers for what touches were read as and their sources, in the order in which they are met."""

    def __missing__(self, there: tuple[int, str]) -> int:
        self[there] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class _Read:
    """One entry a touch. Visitors are numbered among themselves, and days from the first of the month."""

    visitor: np.ndarray
    day: np.ndarray
    met: np.ndarray
    thorough: np.ndarray
    active_ms: np.ndarray


def _read(month: date, met: _Met) -> tuple[_Read, list[_Did]]:
    days = [_read_day(number, day, met) for number, day in enumerate(_days(month))]
    visitor, *others = (np.concatenate(columns) for columns in zip(*(columns for columns, _ in days), strict=True))
    return _Read(np.unique(visitor, return_inverse=True)[1], *others), [deed for _, deeds in days for deed in deeds]


def _read_day(number: int, day: date, met: _Met) -> tuple[list[np.ndarray], list[_Did]]:
    touches = Touch.objects.counted().filter(at__gte=first_moment(day), at__lt=first_moment(day + A_DAY)).order_by()
    rows = list(touches.values_list("pk", "visitor_id", "read_as_id", "source", "thorough", "active_ms"))
    pks, visitors, read_as, sources, thorough, active_ms = zip(*rows, strict=True) if rows else [()] * 6
    at = [met[there] for there in zip(read_as, sources, strict=True)]
    columns = (visitors, [number] * len(rows), at, thorough, active_ms)
    place_of = dict(zip(pks, at, strict=True))
    deeds = [(day, place_of[touch], kind) for touch, kind in _deeds(pks)]
    return [np.array(column, dtype=np.int64) for column in columns], deeds


def _days(month: date) -> Iterator[date]:
    day = month
    while day < next_month(month):
        yield day
        day += A_DAY


def _deeds(touch_pks: Sequence[int]) -> Iterator[tuple[int, str]]:
    """By the keys of touches: asked by days, a database begins with all deeds there are."""
    for part in in_parts(touch_pks):
        yield from Deed.objects.filter(page_view__touch__in=part).values_list("page_view__touch", "kind")


def _of_deeds(deeds: Iterable[_Did], places: Sequence[Place]) -> AtPlaces:
    sums: AtPlaces = {}
    for day, place, kind in deeds:
        numbers = list(NOTHING)
        numbers[COLUMN_OF[kind]] = 1
        add(sums, (day, places[place]), numbers)
    return sums


def _count(way: Way, read: _Read, places: Sequence[Place], month: date) -> Iterator[tuple[Row, list[int]]]:
    """All but deeds."""
    known = {key: number for number, key in enumerate({key: None for place in places for key in way.keys(place)})}
    names = list(known)
    key, touch = _spread_out(read.met, [[known[key] for key in way.keys(place)] for place in places])
    for code, numbers in _grouped(key * DAYS + read.day[touch], read, touch):
        yield Row(way.name, DAY, month + code % DAYS * A_DAY, names[code // DAYS]), numbers
    for code, numbers in _grouped(key, read, touch):
        yield Row(way.name, MONTH, month, names[code]), numbers


def _spread_out(met: np.ndarray, of_place: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """An entry for each key of each touch: the key, and which touch."""
    several = np.array([len(keys) for keys in of_place])
    begins = np.cumsum(several) - several
    flat = np.array([key for keys in of_place for key in keys])
    touch = np.repeat(np.arange(len(met)), several[met])
    first = np.cumsum(several[met]) - several[met]
    within = np.arange(len(touch)) - first[touch]
    return flat[begins[met[touch]] + within], touch


def _grouped(groups: np.ndarray, read: _Read, touch: np.ndarray) -> Iterator[tuple[int, list[int]]]:
    codes, group = np.unique(groups, return_inverse=True)
    counted = {
        "touches": np.bincount(group),
        "readers": _distinct(group, read.visitor[touch]),
        # Sums of floats are whole and exact up to 2 ** 53: 285,000 years of reading.
        "thorough": np.bincount(group, weights=read.thorough[touch]).astype(np.int64),
        "active_ms": np.bincount(group, weights=read.active_ms[touch]).astype(np.int64),
    }
    none = np.zeros(len(codes), dtype=np.int64)
    columns = (counted.get(name, none).tolist() for name in COUNTED)
    for code, *numbers in zip(codes.tolist(), *columns, strict=True):
        yield code, numbers


def _distinct(group: np.ndarray, visitor: np.ndarray) -> np.ndarray:
    """How many different visitors each group has."""
    most = int(visitor.max(initial=0)) + 1
    return np.bincount(np.unique(group * most + visitor) // most)


def _with_remains(sums: Sums, month: date) -> Sums:
    remains = Remainder.objects.filter(starts__gte=month, starts__lt=next_month(month))
    for *row, numbers in ((*row[:4], row[4:]) for row in remains.values_list(*Row._fields, *COUNTED)):
        add(sums, Row(*row), numbers)
    return sums
