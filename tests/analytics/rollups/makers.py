"""Touches that tell the numbers of what becomes of them, as the loader does, and numbers counted by hand."""

from collections import defaultdict
from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from analytics.models import Consumption, Deed, Numbers, PageView, ReadAs, Remainder, Touch
from analytics.rollups.adding import apply
from analytics.rollups.facts import facts_of
from analytics.rollups.rows import COUNTED, Row
from analytics.rollups.ways import looks
from tests.factories import NOON, make_asset, make_visitor


def make_read_as(asset, *, stage=1, pillar="practical", form="article", topics="3,17"):
    row, _ = ReadAs.objects.get_or_create(
        asset=asset, stage_number=stage, pillar=pillar, format=form, topic_numbers=topics
    )
    return row


def made_touch(*, visitor=None, read_as=None, at=NOON, seconds=60, **fields):
    """Without a word to the numbers."""
    read_as = read_as or make_read_as(make_asset())
    return Touch.objects.create(
        visitor=visitor or make_visitor(),
        asset_id=read_as.asset_id,
        read_as=read_as,
        at=at,
        last_at=at + timedelta(seconds=seconds),
        active_ms=seconds * 1000,
        expected_seconds=100,
        **fields,
    )


@transaction.atomic
def counted_touch(**fields):
    touch = made_touch(**fields)
    apply([(None, facts_of([touch.pk]).get(touch.pk))])
    return touch


def did(touch, kind, *, target=None, seq=1):
    view = touch.page_views.first() or PageView.objects.create(
        pk=uuid4(), touch=touch, last_seq=1, active_ms=0, depth=0, heard_from=touch.at, heard_until=touch.at
    )
    return Deed.objects.create(page_view=view, seq=seq, kind=kind, target=target, at=touch.at)


def stored(model=Consumption):
    """The rows that say anything."""
    rows = {Row(*row[:4]): row[4:] for row in model.objects.values_list(*Row._fields, *COUNTED)}
    return {row: numbers for row, numbers in rows.items() if any(numbers)}


def counted_by_hand():
    """What the numbers must be, touch by touch; with what remains of the erased."""
    sums = defaultdict(lambda: [0] * len(COUNTED))
    readers = defaultdict(set)
    for fact in facts_of(Touch.objects.values_list("pk", flat=True)).values():
        for by, key in looks(fact.place):
            for row in (Row(by, "D", fact.day, key), Row(by, "M", fact.day.replace(day=1), key)):
                sums[row] = [a + b for a, b in zip(sums[row], fact.adds, strict=True)]
                readers[row].add(fact.visitor)
    for row, visitors in readers.items():
        sums[row][COUNTED.index("readers")] = len(visitors)
    for row, numbers in stored(Remainder).items():
        sums[row] = [a + b for a, b in zip(sums[row], numbers, strict=True)]
    return {row: tuple(numbers) for row, numbers in sums.items() if any(numbers)}


def number(by="all", key="", *, starts=None, period=Numbers.Period.DAY):
    starts = starts or (NOON.date() if period == Numbers.Period.DAY else NOON.date().replace(day=1))
    return Consumption.objects.get(by=by, key=key, period=period, starts=starts)
