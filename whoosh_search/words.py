"""How text is cut into words, for the index and for queries alike."""

import unicodedata

from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer, StemFilter
from whoosh.lang.stopwords import stoplists
from whoosh.support.charset import accent_map

MAX_CHARACTERS = 10_000

WORDS = RegexTokenizer(r"\w{1,64}") | LowercaseFilter() | CharsetFilter(accent_map)
STEMS = WORDS | StemFilter(lang="en")

# What is left of "don't", "we'll", "they've" and "I'm" once they are cut, beside the usual list.
STOP_WORDS = stoplists["en"] | {"d", "ll", "m", "re", "ve"}


def normalise(text: str) -> str:
    """Text in which an accented letter is one character, however it was typed."""
    return unicodedata.normalize("NFKC", text)


def words(text: str) -> list[str]:
    """The words of a query: lower case, no accents, not stemmed."""
    return [token.text for token in WORDS(normalise(text[:MAX_CHARACTERS]), mode="query")]


def stem(word: str) -> str:
    return next((token.text for token in STEMS(word, mode="query")), word)


def telling(found: list[str]) -> list[str]:
    """Each word once, without stop words, unless there is nothing but stop words."""
    once = list(dict.fromkeys(found))
    return [word for word in once if word.lower() not in STOP_WORDS] or once
