"""What came of shares: computed from touches each time, so that it is never older than they are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analytics.models import Touch
from leads.models import Lead
from library.models import CollectionItem, Share, ShareReader
from library.sharing.rules import IS_A_MACHINE, counts, lead_of, recipient_of, was_passed_on
from library.titles import title_on_the_shelf


@dataclass(frozen=True)
class Read:
    """How far one reader got in one asset, over all their sittings with it since they opened the link."""

    title: str
    depth: float
    active_ms: int
    thorough: bool

    def __str__(self):
        return f"{percent(self.depth)}, {minutes(self.active_ms)}"


@dataclass
class Reading:
    """One browser that opened the link, what it read, and where it stands in the chain."""

    reader: ShareReader
    name: str
    lead: Lead | None
    was_passed_on: bool
    reads: list[Read] = field(default_factory=list)
    step: int = 0

    @property
    def depth(self) -> float:
        return max((read.depth for read in self.reads), default=0)

    @property
    def active_ms(self) -> int:
        return sum(read.active_ms for read in self.reads)


@dataclass
class Outcome:
    share: Share
    items: list[CollectionItem]
    #: In the order of the chain: after each reader, those who have it from them.
    readings: list[Reading]

    @property
    def told(self) -> Reading | None:
        """Whose reading the share is told by: the recipient's, or else whoever read most."""
        read = [reading for reading in self.readings if reading.reads]
        return max(read, key=lambda it: (it.reader.is_recipient, it.depth, it.active_ms), default=None)

    @property
    def times_forwarded(self) -> int:
        return sum(reading.was_passed_on for reading in self.readings)

    def __str__(self):
        """As a salesperson says it: "read 86%, 6 min, forwarded once"."""
        parts = [self._how_far()]
        if self.times_forwarded:
            parts.append(f"forwarded {times(self.times_forwarded)}")
        return ", ".join(parts)

    def _how_far(self) -> str:
        told = self.told
        if not told:
            return "opened, not read yet" if self.readings else "not opened yet"
        if len(self.items) == 1:
            return f"read {percent(told.depth)}, {minutes(told.active_ms)}"
        return f"read {len(told.reads)} of {len(self.items)} assets, {_how_deep(told.reads)}, {minutes(told.active_ms)}"


def _how_deep(reads: list[Read]) -> str:
    """One depth for one asset, and from the least to the most for several: a single number would hide the rest."""
    depths = [read.depth for read in reads]
    least, most = percent(min(depths)), percent(max(depths))
    if least == most:
        return f"{most} of {'it' if len(reads) == 1 else 'each'}"
    return f"{least} to {most} of each"


def percent(depth: float) -> str:
    return f"{depth * 100:.0f}%"


def minutes(ms: int) -> str:
    whole = round(ms / 60_000)
    return f"{whole} min" if whole else "under a minute"


def times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def outcomes_of(shares: Sequence[Share]) -> list[Outcome]:
    """Three queries, for however many shares."""
    items = _items(shares)
    readers = _readers(shares)
    touches = _touches(readers, items)
    return [
        Outcome(each, items[each.collection_id], _in_chain(_readings(each, readers, items, touches))) for each in shares
    ]


def _items(shares: Iterable[Share]) -> dict[int, list[CollectionItem]]:
    by_collection = defaultdict(list)
    wanted = {each.collection_id for each in shares}
    for item in CollectionItem.objects.filter(collection__in=wanted).select_related("asset"):
        by_collection[item.collection_id].append(item)
    return by_collection


def _readers(shares: Iterable[Share]) -> dict[int, list[ShareReader]]:
    by_share = defaultdict(list)
    people = ShareReader.objects.filter(~IS_A_MACHINE, share__in=[each.pk for each in shares])
    for reader in people.select_related("visitor__identification__lead__account"):
        by_share[reader.share_id].append(reader)
    return by_share


def _touches(readers, items) -> dict[tuple[int, int], list[Touch]]:
    by_visitor_and_asset = defaultdict(list)
    visitors = {reader.visitor_id for some in readers.values() for reader in some}
    assets = {item.asset_id for some in items.values() for item in some}
    if visitors:
        for touch in Touch.objects.counted().filter(visitor__in=visitors, asset__in=assets):
            by_visitor_and_asset[touch.visitor_id, touch.asset_id].append(touch)
    return by_visitor_and_asset


def _readings(share: Share, readers, items, touches) -> list[Reading]:
    found = readers[share.pk]
    recipient = recipient_of(share, found)
    return [
        Reading(
            reader,
            name=_name(reader, share, recipient),
            lead=lead_of(reader),
            was_passed_on=was_passed_on(reader, recipient),
            reads=_reads(reader, share, items[share.collection_id], touches),
        )
        for reader in found
    ]


def _name(reader: ShareReader, share: Share, recipient: int | None) -> str:
    if lead := lead_of(reader):
        return str(lead)
    if reader.is_recipient:
        return str(share.lead or share.recipient)
    return "A colleague" if was_passed_on(reader, recipient) else "Another browser with the same link"


def _reads(reader: ShareReader, share: Share, items, touches) -> list[Read]:
    reads = []
    for item in items:
        since = [touch for touch in touches[reader.visitor_id, item.asset_id] if counts(touch, reader, share)]
        if since:
            reads.append(
                Read(
                    title_on_the_shelf(item.asset),
                    depth=max(touch.depth for touch in since),
                    active_ms=sum(touch.active_ms for touch in since),
                    thorough=any(touch.thorough for touch in since),
                )
            )
    return reads


def _in_chain(readings: list[Reading]) -> list[Reading]:
    after = defaultdict(list)
    known = {reading.reader.pk for reading in readings}
    for reading in readings:
        came_by = reading.reader.passed_on_by_id
        after[came_by if came_by in known else None].append(reading)
    ordered, waiting = [], [(0, reading) for reading in reversed(after[None])]
    while waiting:
        step, reading = waiting.pop()
        reading.step = step
        ordered.append(reading)
        waiting += [(step + 1, next_one) for next_one in reversed(after[reading.reader.pk])]
    return ordered
