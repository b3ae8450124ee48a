"""Thousands of texts for trying out, put together from the sentences of some essays: the same seed gives the same texts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from demo.names import company_names

SEED = 20090402
SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
SENTENCES_A_PARAGRAPH = (2, 5)
PARAGRAPHS = (3, 6)
MOST_OF_A_SUMMARY = 280


@dataclass(frozen=True)
class Text:
    title: str
    summary: str
    paragraphs: tuple[str, ...]


def recombine(titles: Sequence[str], essays: Sequence[str], count: int) -> Iterator[Text]:
    """Each under a title of its own: an essay's, and the name of an invented company."""
    dice = Random(SEED)  # noqa: S311 a demo wants repeatable texts, not secret ones
    sentences = _sentences(essays)
    for company in company_names(dice, count):
        yield Text(
            title=f"{dice.choice(titles)}: {company}",
            summary=dice.choice(sentences)[:MOST_OF_A_SUMMARY],
            paragraphs=tuple(
                " ".join(dice.choices(sentences, k=dice.randint(*SENTENCES_A_PARAGRAPH)))
                for _ in range(dice.randint(*PARAGRAPHS))
            ),
        )


def _sentences(essays: Sequence[str]) -> list[str]:
    return [sentence for essay in essays for sentence in SENTENCE_ENDS.split(essay) if len(sentence.split()) > 3]
