"""Words of the index that are spelt much like a word."""

from django.db.models import Model
from whoosh.reading import IndexReader
from whoosh.support.levenshtein import distance

from whoosh_search.schema import Kind, boosts
from whoosh_search.words import language, words

FARTHEST = 2
SHORTEST = 3
# The index keeps stems, and a misspelt ending may keep a word from being cut to its stem.
LONGEST_ENDING = 4
SHORTEST_BEGINNING = 4


def near(reader: IndexReader, word: str, model: type[Model], code: str, *, at_most: int) -> list[str]:
    """The stems nearest to a word, by edits and then by how many objects have them; never its own stem.

    They come from all that is indexed, so whoever shows one first asks whether its reader may see it.
    """
    typed = next(iter(words(word)), "")
    own = language(code).stem(typed)
    if len(own) < SHORTEST:
        return []
    fields = boosts(model, Kind.SEARCH)
    found = {
        term
        for field in fields
        for beginning, edits in _beginnings(typed, own)
        # Few mistake the first letter, and to know it makes the search many times shorter.
        for term in reader.terms_within(field, beginning, maxdist=edits, prefix=1)
        if len(term) >= SHORTEST
    }

    def nearness(term: str) -> tuple:
        edits = min(distance(term, own), distance(term, typed[: len(term)]))
        return edits, -sum(reader.doc_frequency(field, term) for field in fields), term

    return sorted(found - {own}, key=nearness)[:at_most]


def _beginnings(typed: str, own: str) -> list[tuple[str, int]]:
    """What to look for, and how many edits away: the stem, the word, and the word without its last few letters."""
    # Two letters of a word of four make another word.
    farthest = FARTHEST if len(typed) > SHORTEST_BEGINNING else 1
    shortest = max(SHORTEST_BEGINNING, len(typed) - LONGEST_ENDING)
    edits = {typed[:length]: 1 for length in range(shortest, len(typed))} | {typed: farthest, own: farthest}
    return list(edits.items())
