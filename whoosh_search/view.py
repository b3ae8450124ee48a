"""What a search sees of the index: one state of it, opened once and read by all threads of a process.

Whoosh never changes a segment, so what was decoded of one serves every later state that still has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from threading import RLock

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import IndexReader, TermNotFound

from whoosh_search import postings
from whoosh_search.bm25f import Floats, Ids
from whoosh_search.documents import pk_in
from whoosh_search.forward import read_counts
from whoosh_search.keeping import Shelf
from whoosh_search.postings import NOTHING, Postings

Mask = NDArray[np.bool_]

A_FEW = 300
FEW_WORDS = 1_000
BYTES_OF_A_WORD = 120
BYTES_OF_A_PK = 70


@dataclass(frozen=True)
class Part:
    """One segment, and the number that its first document has among all."""

    reader: IndexReader
    first: int

    @property
    def name(self) -> str:
        return self.reader.segment().segment_id()


class View:
    """Documents are numbered through all segments. The files of Whoosh are read by one thread at a time."""

    def __init__(self, reader: IndexReader, shelf: Shelf):
        self.reader = reader
        self.shelf = shelf
        self.size = reader.doc_count_all()
        self.parts = [Part(leaf, first) for leaf, first in reader.leaf_readers() if leaf.doc_count_all()]
        self.lock = RLock()
        self._columns: dict = {}
        self._vocabularies: dict[tuple[str, str], frozenset[bytes] | None] = {}

    def postings(self, field: str, word: str | bytes) -> Postings:
        found = [(part, self._of_part(part, field, word)) for part in self.parts]
        found = [(part, each) for part, each in found if each.ids.size]
        if not found:
            return NOTHING
        if len(found) == 1 and found[0][0].first == 0:
            return found[0][1]
        ids = np.concatenate([each.ids + np.int32(part.first) for part, each in found])
        return Postings(ids, np.concatenate([each.counts for _, each in found]))

    def _of_part(self, part: Part, field: str, word: str | bytes) -> Postings:
        def make() -> Postings:
            with self.lock:
                return postings.decode(part.reader, field, word)

        known = self._small_vocabulary(part, field)
        if known is not None and (word if isinstance(word, bytes) else word.encode()) not in known:
            return NOTHING
        return self.shelf.get((part.name, field, word), make, lambda made: made.nbytes)

    def _small_vocabulary(self, part: Part, field: str) -> frozenset[bytes] | None:
        """All the words of a field that has few, such as names: most words of a search are not among them."""

        def make() -> frozenset[bytes] | None:
            try:
                with self.lock:
                    some = frozenset(islice(part.reader.lexicon(field), FEW_WORDS))
            except TermNotFound:
                return frozenset()
            return some if len(some) < FEW_WORDS else None

        if (part.name, field) not in self._vocabularies:
            of_words = (part.name, "words", field)
            made = self.shelf.get(of_words, make, lambda made: BYTES_OF_A_WORD * len(made or ()))
            self._vocabularies[part.name, field] = made
        return self._vocabularies[part.name, field]

    def lengths(self, field: str) -> Floats:
        """How many words each document has in a field."""

        def of(part: Part) -> Floats:
            with self.lock:
                return postings.lengths(part.reader, field)

        each = [
            self.shelf.get((part.name, field), lambda part=part: of(part), lambda made: made.nbytes)
            for part in self.parts
        ]
        return np.concatenate(each) if each else np.empty(0, np.float32)

    def documents_with(self, field: str, word: str) -> int:
        """In how many documents a field has a word, those deleted since included."""
        with self.lock:
            return self.reader.doc_frequency(field, word)

    @cached_property
    def alive(self) -> Mask:
        mask = np.ones(self.size, bool)
        with self.lock:
            for part in self.parts:
                if part.reader.has_deletions():
                    mask[[part.first + number for number in part.reader.segment().deleted_docs()]] = False
        return mask

    def of_type(self, label: str) -> Mask:
        mask = np.zeros(self.size, bool)
        mask[self.postings("types", label).ids] = True
        return mask & self.alive

    def pks(self, documents: Ids) -> list[str]:
        """Of a few one by one; of many from all of their segments, which are then kept."""
        if documents.size <= A_FEW:
            return [pk_in(self._value("key", document)) for document in documents.tolist()]
        known = [pk for part in self.parts for pk in self._pks_of(part)]
        return [known[document] for document in documents.tolist()]

    def _pks_of(self, part: Part) -> list[str]:
        def make() -> list[str]:
            with self.lock:
                return [pk_in(key) for key in part.reader.column_reader("key")]

        return self.shelf.get((part.name, "key"), make, lambda made: BYTES_OF_A_PK * len(made))

    def counts(self, field: str, document: int) -> dict[str, int]:
        """The words that tell most of a document, and how often a field has them."""
        return read_counts(self._value(field, document, translate=False))

    def _value(self, field: str, document: int, *, translate: bool = True):
        with self.lock:
            part = next(part for part in reversed(self.parts) if part.first <= document)
            if (part.first, field) not in self._columns:
                self._columns[part.first, field] = part.reader.column_reader(field, translate=translate)
            return self._columns[part.first, field][document - part.first]

    def documents_of(self, pks: set[str], among: Ids) -> dict[str, int]:
        """The numbers of some primary keys among some documents."""
        return {pk: each for pk, each in zip(self.pks(among), among.tolist(), strict=True) if pk in pks}

    def beginning_with(self, field: str, beginning: str) -> list[str]:
        with self.lock:
            return [each.decode() for each in self.reader.expand_prefix(field, beginning)]

    def spelt_like(self, field: str, word: str, edits: int) -> list[str]:
        """Few mistake the first letter, and to know it makes the search many times shorter."""
        with self.lock:
            return list(self.reader.terms_within(field, word, maxdist=edits, prefix=1))

    def runs(self, field: str, words: list[str], among: Ids) -> Iterator[tuple[int, int]]:
        """The documents in which a field has the words one after the other, and how often."""
        for part in self.parts:
            inside = among[(among >= part.first) & (among < part.first + part.reader.doc_count_all())] - part.first
            for document, times in self._runs_of_part(part, field, words, inside):
                yield part.first + document, times

    def _runs_of_part(self, part: Part, field: str, words: list[str], among: Ids) -> Iterator[tuple[int, int]]:
        with self.lock:
            try:
                matchers = {word: part.reader.postings(field, word) for word in words}
            except TermNotFound:
                return
            for document in among.tolist():
                places = {}
                for word, matcher in matchers.items():
                    matcher.skip_to(document)
                    places[word] = set(matcher.value_as("positions"))
                starts = [{place - at for place in places[word]} for at, word in enumerate(words)]
                if times := len(set.intersection(*starts)):
                    yield document, times
