"""Reading the postings of Whoosh into arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.matching import Matcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import IndexReader, TermNotFound
from whoosh.util.numeric import byte_to_length

from whoosh_search.bm25f import Floats, Ids


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
    return _by_blocks(matcher) if hasattr(matcher, "_read_data") else _one_by_one(matcher)


def _by_blocks(matcher: Matcher) -> Postings:
    """Ten times as fast as asking Whoosh for one posting after the other, in its own format of 2.7 and later."""
    ids, counts = [], []
    while matcher.is_active():
        matcher._read_data()
        steps, weights = matcher._data[:2]
        block = np.cumsum(steps, dtype=np.int32)
        ids.append(block)
        counts.append(np.full(block.size, 1.0 if weights is None else weights, np.float32))
        matcher._next_block()
    return Postings(np.concatenate(ids), np.concatenate(counts)) if ids else NOTHING


def _one_by_one(matcher: Matcher) -> Postings:
    ids, counts = [], []
    while matcher.is_active():
        ids.append(matcher.id())
        counts.append(matcher.weight())
        matcher.next()
    return Postings(np.array(ids, np.int32), np.array(counts, np.float32))


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
