"""What touches had added stays when they go: sums that name nobody."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection

from analytics.models import Consumption, Remainder, Touch
from analytics.rollups.facts import facts_of, in_parts
from analytics.rollups.readers import one_at_a_time, reader_rows
from analytics.rollups.rows import NOTHING, READERS, AtPlaces, add, add_to, spread

VISITORS_AT_ONCE = 500


def keep_remainder(visitor_pks: Iterable[int]) -> None:
    """Called just before all touches of these visitors are deleted, in the same transaction; it deletes nothing itself.

    The numbers stay as they are, and a recount gives them again: as readers too, because all that a visitor read goes
    at once. What is in quarantine had added nothing and leaves nothing. To be called once for each visitor.
    """
    _let_no_recount_in()
    for part in in_parts(sorted(set(visitor_pks)), VISITORS_AT_ONCE):
        one_at_a_time(part)
        _keep(part)


def _keep(visitor_pks: Iterable[int]) -> None:
    touches = Touch.objects.filter(visitor__in=visitor_pks).values_list("pk", flat=True)
    facts = list(facts_of(touches).values())
    at_places: AtPlaces = {}
    for fact in facts:
        add(at_places, (fact.day, fact.place), fact.adds)
    sums = spread(at_places)
    for row, readers in reader_rows(Counter((fact.visitor, fact.day, fact.place) for fact in facts)).items():
        sums.setdefault(row, list(NOTHING))[READERS] += readers
    add_to(Remainder, sums)


def _let_no_recount_in() -> None:
    """A recount must see these touches or what remains of them, not neither. It locks the table against this lock."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(Consumption._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
