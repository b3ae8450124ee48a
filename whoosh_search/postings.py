"""Reading the postings of Whoosh into arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import IndexReader, TermNotFound
from whoosh.util.numeric import byte_to_length

from whoosh_search.bm25f import Floats, Ids
from whoosh_search.packed import PackedMatcher


@dataclass(frozen=True)
class Postings:
    """Which documents have a word in a field, and how often. Documents deleted since are among them."""

    ids: Ids
    counts: Floats

    @property
    def nbytes(self) -> int:
        return self.ids.nbytes + self.counts.nbytes


BYTES_AS_LENGTHS = np.array([byte_to_length(each) for each in range(256)], np.float32)
NOTHING = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


def decode(reader: IndexReader, field: str, word: str | bytes) -> Postings:
    """All the postings of a word in one segment."""
    try:
        matcher = reader.postings(field, word)
    except TermNotFound:
        return NOTHING
    if isinstance(matcher, FilterMatcher):
        # What is deleted changes while a segment does not, and is left out later.
        matcher = matcher.child
        matcher.reset()
    return _all_blocks(matcher)


def _all_blocks(matcher: PackedMatcher) -> Postings:
    ids, counts = [], []
    while matcher.is_active():
        documents, times = matcher.block()
        ids.append(np.frombuffer(documents, np.int32))
        counts.append(np.ones(ids[-1].size, np.float32) if times is None else np.frombuffer(times, np.float32))
        matcher._next_block()
    if len(ids) == 1:
        return Postings(ids[0], counts[0])
    return Postings(np.concatenate(ids), np.concatenate(counts)) if ids else NOTHING


def lengths(reader: IndexReader, field: str) -> Floats:
    """How many words each document of a segment has in a field, to within the few percent that Whoosh keeps."""
    total = reader.doc_count_all()
    try:
        kept = _kept_lengths(reader, field)
    except AttributeError:
        return np.fromiter((reader.doc_field_length(each, field) or 0 for each in range(total)), np.float32, total)
    found = np.zeros(total, np.uint8)
    found[: kept.size] = kept
    return BYTES_AS_LENGTHS[found]


def _kept_lengths(reader: IndexReader, field: str) -> NDArray[np.uint8]:
    """The column of bytes as it stands in the file, which ends with the last document that has the field."""
    column = reader._perdoc._cached_reader(f"_{field}_len", LENGTHS_COLUMN)
    return np.frombuffer(column._dbfile.get(column._basepos, column._count) if column else b"", np.uint8)
