"""Measures of a ranking, as trec_eval 9 defines them (github.com/usnistgov/trec_eval).

Each function stands for one file of it: `m_ndcg_cut.c`, `m_map.c`, `m_recall.c`; the order of equals is
that of `form_res_rels.c`. Over several questions we take the mean over all that were judged, as with
its option -c, so that a question without a result counts as nothing rather than not at all.
"""

from collections.abc import Mapping, Sequence
from math import log2

# A document is relevant from this grade on (trec_eval -l).
RELEVANT = 1

Judged = Mapping[str, int]


def in_order(scores: Mapping[str, float]) -> list[str]:
    """Best first; among equals the greater identifier first."""
    return sorted(sorted(scores, reverse=True), key=lambda each: -scores[each])


def ndcg(ranking: Sequence[str], judged: Judged, *, at: int) -> float:
    """The gain of a document is its grade, divided by the logarithm of its rank plus one; 1 is the best possible order."""
    best = _discounted(sorted((grade for grade in judged.values() if grade > 0), reverse=True)[:at])
    return _discounted([max(judged.get(each, 0), 0) for each in ranking[:at]]) / best if best else 0.0


def average_precision(ranking: Sequence[str], judged: Judged) -> float:
    """The mean, over all relevant documents, of the precision at the rank of each; nothing for one not found."""
    relevant = _relevant(judged)
    found, total = 0, 0.0
    for rank, each in enumerate(ranking, 1):
        if each in relevant:
            found += 1
            total += found / rank
    return total / len(relevant) if relevant else 0.0


def recall(ranking: Sequence[str], judged: Judged, *, at: int) -> float:
    """The share of the relevant documents that are among the first."""
    relevant = _relevant(judged)
    return len(relevant & set(ranking[:at])) / len(relevant) if relevant else 0.0


def _relevant(judged: Judged) -> set[str]:
    return {each for each, grade in judged.items() if grade >= RELEVANT}


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, 1))
