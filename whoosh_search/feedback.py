"""Learning from the best documents of a first ranking which words belong to a question.

The relevance model RM3: Lavrenko and Croft, "Relevance-based language models" (SIGIR 2001), mixed with the
query as in Abdul-Jaleel and others, "UMass at TREC 2004". What a word of a document says is smoothed by
Dirichlet (Zhai and Lafferty, SIGIR 2001), as a title of three words must not outweigh an article.
"""

from collections.abc import Iterable, Mapping
from math import exp

DOCUMENTS = 5
WORDS = 30
# How much the typed words count in the mixture.
TYPED = 0.6
# BM25 is the logarithm of odds, if words came independently of each other. As they do not, it promises too much.
OVERCONFIDENCE = 4.0


def relevance_model(documents: Iterable[tuple[float, Mapping[str, float]]], average: float) -> dict[str, float]:
    """How likely each word is in documents with these scores; the likeliest words only, adding up to 1."""
    known = list(documents)
    best = max(score for score, _ in known)
    likely: dict[str, float] = {}
    for score, counts in known:
        trust = exp((score - best) / OVERCONFIDENCE) / (sum(counts.values()) + average)
        for word, count in counts.items():
            likely[word] = likely.get(word, 0.0) + trust * count
    chosen = sorted(zip(likely.values(), likely, strict=True), reverse=True)[:WORDS]
    whole = sum(weight for weight, _ in chosen)
    return {word: weight / whole for weight, word in chosen}


def mixed(typed: Mapping[str, float], learnt: Mapping[str, float]) -> dict[str, float]:
    """The weights of all words, on the scale of the typed ones."""
    whole = sum(typed.values())
    weights = {word: TYPED * weight for word, weight in typed.items()}
    for word, weight in learnt.items():
        weights[word] = weights.get(word, 0.0) + (1 - TYPED) * whole * weight
    return weights
