"""The words of each document, kept beside the postings: what a search learns from its best documents."""

import zlib

from whoosh.columns import VarBytesColumn
from whoosh.fields import TEXT

# The commonest words of a document say what it is about; a book need not be kept whole.
MOST_WORDS = 64
SHORTEST = 2


class LearntText(TEXT):
    """Text whose commonest words, stop words left out, are kept for each document in a column."""

    def __init__(self, analyzer, stop_stems: frozenset[str]):
        super().__init__(analyzer=analyzer, phrase=True, sortable=VarBytesColumn())
        self.stop_stems = stop_stems
        self._counted: tuple[str, list] = ("", [])

    def __getstate__(self):
        return self.__dict__ | {"_counted": ("", [])}

    def index(self, value, **options):
        """Whoosh asks for the postings of a text and then for its column: the text is analysed once.

        Stop words are found, but make no text longer: Whoosh adds up the second value of each posting only.
        """
        items = [
            (word, 0 if word.decode() in self.stop_stems else count, weight, places)
            for word, count, weight, places in super().index(value, **options)
        ]
        self._counted = (value, items)
        return items

    def to_column_value(self, value):
        known, items = self._counted
        items = items if known is value else self.index(value)
        counts = [(word, count) for word, count, *_ in items if count and len(word) >= SHORTEST]
        counts.sort(key=lambda each: -each[1])
        return zlib.compress(b" ".join(b"%b %d" % each for each in counts[:MOST_WORDS]))

    def from_column_value(self, value):
        return value


def read_counts(kept: bytes) -> dict[str, int]:
    parts = zlib.decompress(kept).decode().split() if kept else []
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=True))
