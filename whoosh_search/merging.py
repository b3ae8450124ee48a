"""Which segments of an index a commit writes anew as one.

Each commit adds a segment, and a search looks through all of them. Segments of like size are merged as soon as there
are five, so that a document is written anew once for each fivefold growth and their number stays about twenty.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from itertools import accumulate
from math import log

from whoosh.codec.base import Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

ALIKE = 5

# So many documents a commit may write anew while somebody waits for it: about a tenth of a second of work.
IN_PASSING = 64

# With more segments than that the smallest are merged by whoever commits.
TOO_MANY = 30

# A segment is written anew without its deleted documents when they are that share of it, and within about a day anyway:
# what somebody has deleted must not stay readable in a file for ever.
DEAD_SHARE = 0.3
DEAD_SECONDS = 86_400

Policy = Callable[[SegmentWriter, list[Segment]], list[Segment]]


def in_passing(writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
    """The policy of a commit that a page may be waiting for."""
    smallest = sorted(_alike(segments), key=_living)
    totals = accumulate(map(_living, smallest))
    chosen = [segment for segment, total in zip(smallest, totals, strict=True) if total <= IN_PASSING]
    if len(segments) > TOO_MANY:
        chosen = sorted(segments, key=_living)[:ALIKE]
    return _merge(writer, segments, chosen)


def thorough(writer: SegmentWriter, segments: list[Segment]) -> list[Segment]:
    """The policy of a worker, which has time."""
    return _merge(writer, segments, untidy(segments, writer.storage))


def untidy(segments: list[Segment], storage: FileStorage) -> list[Segment]:
    """What a worker should write anew."""
    chosen = _alike(segments)
    return chosen + [each for each in segments if each not in chosen and _holds_the_deleted(each, storage)]


def _holds_the_deleted(segment: Segment, storage: FileStorage) -> bool:
    age = time.time() - storage.file_modified(segment.make_filename(".seg"))
    share = segment.deleted_count() / max(segment.doc_count_all(), 1)
    return share > DEAD_SHARE or (share > 0 and age > DEAD_SECONDS)


def _alike(segments: list[Segment]) -> list[Segment]:
    """Five of the smallest order of magnitude that has so many, and all that are smaller still."""
    tiers = defaultdict(list)
    for segment in segments:
        tiers[int(log(max(_living(segment), 1), ALIKE))].append(segment)
    full = min((tier for tier, members in tiers.items() if len(members) >= ALIKE), default=None)
    if full is None:
        return []
    return [each for tier, members in tiers.items() if tier < full for each in members] + tiers[full][:ALIKE]


def _living(segment: Segment) -> int:
    return segment.doc_count()


def _merge(writer: SegmentWriter, segments: list[Segment], chosen: list[Segment]) -> list[Segment]:
    for segment in chosen:
        if segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [each for each in segments if each not in chosen and each.doc_count()]
