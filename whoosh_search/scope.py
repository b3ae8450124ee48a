"""The documents of one model, and what each word weighs in each of them."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np

from whoosh_search.bm25f import Floats, Ids, idf, saturated, weight_of_field
from whoosh_search.plan import Match
from whoosh_search.view import View

# Of a spelling one edit away counts this share, and of one two edits away the square of it.
EACH_EDIT = 0.5
LONG_WORD = 6
SHORTEST_TO_MISSPELL = 3

BYTES_OF_A_COUNT = 150
# To add numbers one after the other is so many times as fast as to add them here and there.
MANY = 8

_serials = count()

IsOver = Callable[[], bool]


class TimeIsOver(Exception):
    """A search has taken all the time it had."""


def never() -> bool:
    return False


@dataclass(frozen=True)
class Row:
    """The documents that have a word, and how much of the word's weight each deserves."""

    ids: Ids
    share: Floats
    idf: float
    #: The shares with a place for each document of the index, of a word that many have.
    spread: Floats | None = None

    @property
    def nbytes(self) -> int:
        return self.ids.nbytes + self.share.nbytes + (0 if self.spread is None else self.spread.nbytes)

    def add_to(self, score: Floats, weight: float) -> None:
        if self.spread is None:
            score[self.ids] += self.share * np.float32(weight * self.idf)
        else:
            score += self.spread * np.float32(weight * self.idf)


class Scope:
    def __init__(self, view: View, label: str, fields: tuple[tuple[str, float], ...]):
        # What is kept of one scope is of no use to another, not even to that of the same documents after a deletion.
        self.serial = next(_serials)
        self.view = view
        self.label = label
        self.fields = fields
        self.mask = view.of_type(label)
        self.documents = int(self.mask.sum())

    @cached_property
    def weights(self) -> dict[str, Floats]:
        """What one occurrence in each field counts in each document of the model; nothing in any other."""
        found = {}
        for name, boost in self.fields:
            lengths = np.where(self.mask, self.view.lengths(name), 0)
            found[name] = np.where(self.mask, weight_of_field(boost, lengths), 0).astype(np.float32)
        return found

    @cached_property
    def average_length(self) -> float:
        """How long a document is, with each field as long as it weighs."""
        total = sum(boost * float(self.view.lengths(name)[self.mask].sum()) for name, boost in self.fields)
        return total / max(self.documents, 1)

    def row(self, match: Match, text: str, is_over: IsOver = never) -> Row:
        return self._kept(match.value, text, lambda: self._row_of(match, text, is_over))

    def sequence(self, words: tuple[str, ...], is_over: IsOver = never) -> Row:
        return self._kept("sequence", words, lambda: self._row_of_sequence(words, is_over))

    def documents_with(self, match: Match, text: str) -> int:
        """Quickly and not exactly, to choose among many words."""
        if match is not Match.STEM:
            return 0
        return max((self.view.documents_with(name, text) for name, _ in self.fields), default=0)

    def counts(self, document: int) -> dict[str, float]:
        """How often the model's fields have the words that tell most of a document, by the weight of the field."""
        key = (self.serial, "counts", document)
        return self.view.shelf.get(key, lambda: self._counts(document), lambda made: BYTES_OF_A_COUNT * len(made))

    def _counts(self, document: int) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, boost in self.fields:
            for word, times in self.view.counts(name, document).items():
                found[word] = found.get(word, 0.0) + boost * times
        return found

    def _kept(self, kind: str, what: Hashable, make: Callable[[], Row]) -> Row:
        return self.view.shelf.get((self.serial, kind, what), make, lambda row: row.nbytes)

    def shares(self, match: Match, text: str, document: int) -> dict[str, float]:
        """What a word counts in each field of one document, before it is saturated."""
        found = {}
        for name, _ in self.fields:
            weighted = np.zeros(self.view.size, np.float32)
            self._add(weighted, name, match, text, never)
            found[name] = float(weighted[document])
        return found

    def _row_of(self, match: Match, text: str, is_over: IsOver) -> Row:
        weighted = np.zeros(self.view.size, np.float32)
        for name, _ in self.fields:
            self._add(weighted, name, match, text, is_over)
        return self._row(weighted)

    def _add(self, weighted: Floats, field: str, match: Match, text: str, is_over: IsOver) -> None:
        for word, worth in self._spellings(field, match, text).items():
            if is_over():
                raise TimeIsOver
            found = self.view.postings(field, word)
            if found.ids.size:
                weighted[found.ids] += np.float32(worth) * found.counts * self.weights[field][found.ids]

    def _spellings(self, field: str, match: Match, text: str) -> dict[str, float]:
        """The words of a field that count as this one, and how much."""
        if match is Match.STEM:
            return {text: 1.0}
        if match is Match.BEGINNING:
            return dict.fromkeys(self.view.beginning_with(field, text), 1.0)
        if len(text) < SHORTEST_TO_MISSPELL:
            return {text: 1.0}
        near = set(self.view.spelt_like(field, text, 1))
        far = set(self.view.spelt_like(field, text, 2)) if len(text) >= LONG_WORD else set()
        return dict.fromkeys(far, EACH_EDIT**2) | dict.fromkeys(near, EACH_EDIT) | {text: 1.0}

    def _row_of_sequence(self, words: tuple[str, ...], is_over: IsOver) -> Row:
        weighted = np.zeros(self.view.size, np.float32)
        each = [self.row(Match.STEM, word, is_over) for word in dict.fromkeys(words)]
        both = self.mask.copy()
        for row in each:
            having = np.zeros(self.view.size, bool)
            having[row.ids] = True
            both &= having
        for name, _ in self.fields:
            among = self._common(name, words, np.flatnonzero(both).astype(np.int32))
            for document, times in self.view.runs(name, list(words), among):
                if is_over():
                    raise TimeIsOver
                weighted[document] += times * self.weights[name][document]
        return self._row(weighted, sum(row.idf for row in each))

    def _common(self, field: str, words: Iterable[str], among: Ids) -> Ids:
        """The documents that have all the words in this very field."""
        for word in set(words):
            among = np.intersect1d(among, self.view.postings(field, word).ids, assume_unique=True)
        return among

    def _row(self, weighted: Floats, weight: float | None = None) -> Row:
        ids = np.flatnonzero(weighted != 0).astype(np.int32)
        spread = saturated(weighted) if ids.size * MANY > weighted.size else None
        return Row(ids, saturated(weighted[ids]), idf(self.documents, ids.size) if weight is None else weight, spread)
