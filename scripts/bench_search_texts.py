"""Texts and questions for `bench_search.py`: words as frequent as in real language, the same at every run."""

import re
from collections.abc import Iterator
from itertools import accumulate, product
from random import Random

from demo.recombined import Text

SEED = 20261122
WORDS_KNOWN = 30_000
# The commonest words of English, in which a third of any text consists.
SMALL_WORDS = re.findall(
    r"\w+",
    "the of and to in a is that for it as with on be by this are from or at an have not which but were can "
    "has had they its will there more one their been if would who when all so no what about into than up other out some could time do",
)
ENDINGS, ENDINGS_SHARE = ("", "s", "ing", "ed"), (60, 20, 10, 10)
# A library is about a few things, and asked about them: two to four of these words stand in a tenth of all texts.
ASKED_RANKS = (60, 2_000)
SENTENCE_EVERY = 6


class Language:
    """Zipf's law: the word of rank r is used 1 / (r + 2.7) times as often as the first would be of rank 0."""

    def __init__(self):
        self.dice = Random(SEED)  # noqa: S311 repeatable texts, not secrets
        pairs = ["".join(parts) for parts in product(_syllables(), repeat=2)]
        self.words = [*SMALL_WORDS, *self.dice.sample(pairs, WORDS_KNOWN - len(SMALL_WORDS))]
        self.shares = list(accumulate(1 / (rank + 2.7) for rank in range(1, len(self.words) + 1)))

    def texts(self, count: int) -> Iterator[Text]:
        for number in range(count):
            paragraphs = tuple(self._sentences(self.dice.randint(2, 5)) for _ in range(3))
            yield Text(f"{self._some(5).capitalize()} {number}", self._some(15), paragraphs)

    def questions(self, count: int) -> list[str]:
        return [self._some(12) if not n % SENTENCE_EVERY else self._asked(2 + n % 3) for n in range(1, count + 1)]

    def _sentences(self, count: int) -> str:
        return " ".join(f"{self._some(self.dice.randint(8, 20)).capitalize()}." for _ in range(count))

    def _some(self, count: int) -> str:
        found = self.dice.choices(self.words, cum_weights=self.shares, k=count)
        ends = self.dice.choices(ENDINGS, ENDINGS_SHARE, k=count)
        return " ".join(word if word in SMALL_WORDS else word + end for word, end in zip(found, ends, strict=True))

    def _asked(self, count: int) -> str:
        """As many rare words as common ones: ranks are even on a logarithmic scale."""
        low, high = ASKED_RANKS
        return " ".join(self.words[int(low * (high / low) ** self.dice.random())] for _ in range(count))


def _syllables() -> list[str]:
    return [begin + vowel + end for begin, vowel, end in product("bdfgklmnprstv", "aeiou", ["", "n", "r", "l"])]
