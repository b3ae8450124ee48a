"""A receipt in words: it keeps the names that stand in the file of everything known, and numbers."""

from collections.abc import Mapping

from leads.models import ErasureReceipt
from leads.rights.holdings import decisions
from leads.rights.words import Matter, Words, by_matter

#: What erasure finds outside the rows that are somebody's.
BESIDE = {
    "bad_rows": Words(Matter.READING, "message that could not be stored", "messages that could not be stored"),
    "notices": Words(Matter.OURS, "notice that waited for a colleague", "notices that waited for colleagues"),
    "texts": Words(Matter.OURS, "note that named them", "notes that named them"),
}


def what_is_gone(receipt: ErasureReceipt) -> list[tuple[str, list[str]]]:
    return by_matter(_in_words(receipt.removed))


def what_stays(receipt: ErasureReceipt) -> list[tuple[str, str]]:
    """How much of what, and what of it stays."""
    return [(words.of(count), what) for words, (count, what) in _in_words(receipt.kept)]


def _in_words(said: Mapping) -> list[tuple]:
    """In the order in which a person reads it. What the house has no words for any more is said as it was written."""
    known = {holding.key: holding.words for holding in decisions().holdings} | BESIDE
    others = {key: Words(Matter.OURS, key, key) for key in said.keys() - known.keys()}
    return [(words, said[key]) for key, words in (known | others).items() if key in said]
