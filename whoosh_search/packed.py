"""How postings lie in the files of Whoosh: so that documents and counts are read without the places of the words.

Whoosh pickles each number of a block apart and compresses documents, counts and places together. A ranking needs
no places, and takes documents and counts as arrays just as they lie here.
"""

import pickle
import zlib
from array import array

from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher, W3PostingsWriter

IDS, COUNTS = "I", "f"
POSTINGS_IN_A_BLOCK = 512
# Fewer bytes hardly become less.
WORTH_COMPRESSING = 80
LEVEL = 3


class PackedWriter(W3PostingsWriter):
    def _mini_ids(self):
        return self._ids.tobytes()

    def _mini_weights(self):
        once = self._weights.count(1.0) == len(self._weights)
        return None if once else self._weights.tobytes()

    def _mini_values(self):
        """A list of one holds what is compressed."""
        values = super()._mini_values()
        if not isinstance(values, tuple) or sum(map(len, values)) < WORTH_COMPRESSING:
            return values
        return [zlib.compress(pickle.dumps(values, pickle.HIGHEST_PROTOCOL), LEVEL)]


class PackedMatcher(W3LeafMatcher):
    def block(self) -> tuple[bytes, bytes | None]:
        """The documents of the current block, and how often each has the word, if not once."""
        self._read_data()
        return self._data[:2]

    def _read_ids(self):
        self._ids = array(IDS, self._all()[0])

    def _read_weights(self):
        counts = self._all()[1]
        self._weights = array(COUNTS, [1.0]) * self._blocklength if counts is None else array(COUNTS, counts)

    def _read_values(self):
        ids, counts, values = self._all()
        if isinstance(values, list):
            self._data = ids, counts, pickle.loads(zlib.decompress(values[0]))  # noqa: S301 as Whoosh reads its files
        super()._read_values()

    def _all(self) -> tuple:
        if self._data is None:
            self._read_data()
        return self._data


class PackedCodec(W3Codec):
    """Whoosh's own, but for what is in a block of postings."""

    def __init__(self):
        super().__init__(blocklimit=POSTINGS_IN_A_BLOCK, compression=0)

    def postings_writer(self, dbfile, byteids=False):
        if byteids:
            return super().postings_writer(dbfile, byteids)
        return PackedWriter(dbfile, self._blocklimit, compression=self._compression, inlinelimit=self._inlinelimit)

    def postings_reader(self, dbfile, terminfo, format_, term=None, scorer=None):
        return PackedMatcher(dbfile, *terminfo.extent(), format_, term=term, scorer=scorer)
