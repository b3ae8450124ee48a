"""Measuring one ranking over all questions of a collection."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean

from whoosh_search.measuring.collections import Collection
from whoosh_search.measuring.measures import average_precision, in_order, ndcg, recall

# What a run of TREC holds of each question.
DEEPEST = 1000


@dataclass(frozen=True)
class Measured:
    """Means over the judged questions."""

    ndcg_at_10: float
    map: float
    recall_at_100: float
    queries_without_result: int

    def plain(self) -> dict[str, float]:
        return {
            "nDCG@10": round(self.ndcg_at_10, 4),
            "MAP": round(self.map, 4),
            "R@100": round(self.recall_at_100, 4),
            "queries_without_result": self.queries_without_result,
        }


def measure(
    collection: Collection, search: Callable[[str], Mapping[str, float]], *, tell: Callable[[int], None]
) -> Measured:
    rankings = {}
    for number, (name, question) in enumerate(collection.questions.items(), 1):
        rankings[name] = in_order(search(question))[:DEEPEST]
        tell(number)
    judged = [(rankings[name], grades) for name, grades in collection.judgements.items()]
    return Measured(
        fmean(ndcg(ranking, grades, at=10) for ranking, grades in judged),
        fmean(average_precision(ranking, grades) for ranking, grades in judged),
        fmean(recall(ranking, grades, at=100) for ranking, grades in judged),
        sum(not ranking for ranking in rankings.values()),
    )
