"""The numbers follow each change of a touch at once, in the transaction of the change."""

from collections import Counter
from collections.abc import Iterable

from analytics.models import Consumption
from analytics.rollups.facts import Fact
from analytics.rollups.readers import Presence, reader_changes
from analytics.rollups.rows import NOTHING, READERS, AtPlaces, Sums, add, add_to, spread

Change = tuple[Fact | None, Fact | None]


def apply(changes: Iterable[Change]) -> None:
    """What touches were and what they are now: None for new ones, for those in quarantine, and for those that are gone.

    To be called once for all changes of a transaction, when the touches stand in the database as they are now: readers
    are counted once a day and once a month, and who else came by is looked up there. Whoever asks what a touch was
    holds it locked (`facts_of(..., lock=True)`), so that nobody changes it in between.
    """
    changes = [(before, after) for before, after in changes if before != after]
    sums = _additive(changes)
    for row, readers in reader_changes(_coming_and_going(changes)).items():
        sums.setdefault(row, list(NOTHING))[READERS] += readers
    add_to(Consumption, {row: numbers for row, numbers in sums.items() if any(numbers)})


def _additive(changes: Iterable[Change]) -> Sums:
    at_places: AtPlaces = {}
    for before, after in changes:
        for fact, sign in ((before, -1), (after, 1)):
            if fact is not None:
                add(at_places, (fact.day, fact.place), (sign * number for number in fact.adds))
    return spread(at_places)


def _coming_and_going(changes: Iterable[Change]) -> Presence:
    """How many touches more or less a visitor has on a day at a place. Touches that only grew are not among them."""
    presence: Presence = Counter()
    for before, after in changes:
        if before is not None:
            presence[before.visitor, before.day, before.place] -= 1
        if after is not None:
            presence[after.visitor, after.day, after.place] += 1
    return Counter({there: count for there, count in presence.items() if count})
