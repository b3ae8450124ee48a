"""How text is cut into words, for the index, for queries and for highlights alike."""

import unicodedata
from functools import cache, lru_cache

from whoosh.analysis import CharsetFilter, LowercaseFilter, RegexTokenizer, StemFilter
from whoosh.lang import has_stemmer, has_stopwords, languages, stemmer_for_language
from whoosh.lang.stopwords import stoplists
from whoosh.support.charset import accent_map

MAX_CHARACTERS = 10_000
STEMS_KEPT = 20_000

WORDS = RegexTokenizer(r"\w{1,64}") | LowercaseFilter() | CharsetFilter(accent_map)

# What is left of "don't", "we'll", "they've" and "I'm" once they are cut, beside the usual list.
LEFT_OVERS = {"en": {"d", "ll", "m", "re", "ve"}}

DEFAULT = "en"
LANGUAGES = tuple(sorted(code for code in languages if has_stemmer(code) and has_stopwords(code)))


class Language:
    """The stems and stop words of one language."""

    def __init__(self, code: str):
        self.code = code
        self.stems = WORDS | StemFilter(lang=code)
        self._stem = lru_cache(STEMS_KEPT)(stemmer_for_language(code))
        known = stoplists[code] | LEFT_OVERS.get(code, set())
        self.stop_words = frozenset(word for each in known for word in words(each))
        self.stop_stems = frozenset(self.stem(word) for word in self.stop_words)

    def stem(self, word: str) -> str:
        """Of a word as `words` gives it."""
        return self._stem(word)

    def telling(self, found: list[str]) -> list[str]:
        """The words without stop words, unless there is nothing but stop words."""
        return [word for word in found if word not in self.stop_words] or found


@cache
def language(code: str = DEFAULT) -> Language:
    if code not in LANGUAGES:
        raise ValueError(f"There are no stems and stop words for {code!r}. Choose one of {', '.join(LANGUAGES)}.")
    return Language(code)


def normalise(text: str) -> str:
    """Text in which an accented letter is one character, however it was typed."""
    return unicodedata.normalize("NFKC", text)


def words(text: str) -> list[str]:
    """The words of a query: lower case, no accents, not stemmed."""
    return [token.text for token in WORDS(normalise(text[:MAX_CHARACTERS]), mode="query")]
