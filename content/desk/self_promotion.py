"""Whether a text speaks of its readers' concerns or of ourselves (seed row 37). It warns and never forbids.

What counts as a mention: a name as it is written in the editorial settings, or all in capitals, at the bounds of a
word, also with a plural or possessive ending. A name that the settings write in small letters is found in any case.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from content.reading_time import count_words

# Above this share of sentences that say "we", a text is about its authors.
MUCH_OF_US = 0.3
# Fewer sentences than these say nothing about a share.
ENOUGH_SENTENCES = 5

# "US" in capitals is a country.
OURSELVES = re.compile(r"\b(?:[Ww]e|[Uu]s|[Oo]urs?|[Oo]urselves|WE|OURS?)\b")
SELLING = re.compile(
    r"\b(?:proud(?:ly)? to|(?:pleased|delighted|thrilled|excited) to (?:announce|introduce|present)|today announced|"
    r"(?:a|the|as an?) (?:global |world )?lead(?:er|ing provider)|(?:industry|market)-leading|world-class|best-in-class|"
    r"cutting-edge|state-of-the-art|one-stop|award-winning|unrivall?ed|(?:request|book|schedule) (?:a|your) "
    r"(?:demo|quote|call)|contact (?:us|sales)|call us|learn more (?:about our|at)|press contact|for media enquiries)\b",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9À-Þ])|\n+")


@dataclass(frozen=True)
class Passage:
    """A stretch of an asset and where its editor finds it: a field's name or a block's id."""

    place: str
    text: str


@dataclass(frozen=True)
class Finding:
    """A sentence that speaks of us, with the words by which it does."""

    place: str
    sentence: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class SelfPromotion:
    """What a text says of ourselves, counted."""

    words: int = 0
    sentences: int = 0
    mentions: int = 0
    selling: int = 0
    sentences_of_us: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def mentions_per_thousand(self) -> float:
        return self.mentions / self.words * 1000 if self.words else 0.0

    @property
    def share_of_us(self) -> float:
        return self.sentences_of_us / self.sentences if self.sentences else 0.0

    def allowed(self, limit: int) -> int:
        """How often a text of this length may name us. Where any are let pass, one is, however short the text."""
        return max(limit * self.words // 1000, min(limit, 1))

    def objections(self, limit: int) -> list[str]:
        """What speaks against the text at a stage that lets so many mentions in 1,000 words pass, in sentences."""
        allowed, said = self.allowed(limit), []
        if self.mentions > allowed:
            said.append(f"It names us {_times(self.mentions)}; at this length and stage, {allowed} would pass.")
        if self.selling > allowed:
            said.append(f"It speaks like an advertisement in {self.selling} place{'s' if self.selling > 1 else ''}.")
        if self.sentences >= ENOUGH_SENTENCES and self.share_of_us > MUCH_OF_US:
            share, much = (round(100 * part) for part in (self.share_of_us, MUCH_OF_US))
            said.append(f"{share}% of its sentences say \u201cwe\u201d; above {much}% is much.")
        return said


def examine(passages: Iterable[Passage], names: Sequence[str]) -> SelfPromotion:
    """Every sentence is looked at once; its names, its "we" and its selling words are counted apart."""
    ours = pattern_of(names)
    words = sentences = mentions = selling = of_us = 0
    findings = []
    for passage in passages:
        words += count_words(passage.text)
        for sentence in sentences_of(passage.text):
            sentences += 1
            named = [found.group() for found in ours.finditer(sentence)] if ours else []
            sold = [found.group() for found in SELLING.finditer(sentence)]
            we = [found.group() for found in OURSELVES.finditer(sentence)]
            mentions, selling, of_us = mentions + len(named), selling + len(sold), of_us + bool(we)
            if named or sold or we:
                findings.append(Finding(passage.place, sentence, tuple(dict.fromkeys(named + sold + we))))
    return SelfPromotion(words, sentences, mentions, selling, of_us, findings)


def sentences_of(text: str) -> list[str]:
    return [" ".join(part.split()) for part in SENTENCE_END.split(text) if count_words(part)]


def pattern_of(names: Sequence[str]) -> re.Pattern[str] | None:
    """The longest name wins, so that one name inside another is not counted twice."""
    spellings = [_spellings(name) for name in sorted(filter(str.strip, names), key=len, reverse=True)]
    if not spellings:
        return None
    return re.compile(rf"(?<![\w@/.])(?:{'|'.join(spellings)})(?:['’]?[sS]['’]?|['’])?(?![\w@])")


def _spellings(name: str) -> str:
    written, shouted = (r"\s+".join(map(re.escape, words.split())) for words in (name, name.upper()))
    return f"(?i:{written})" if name == name.lower() else f"{written}|{shouted}"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
