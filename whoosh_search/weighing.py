"""Adding up what the words of a question give to each document."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from whoosh_search.bm25f import K1, Floats
from whoosh_search.plan import Asked, Match
from whoosh_search.scope import Row, Scope


@dataclass(frozen=True)
class Weight:
    """A word, how much it counts in the question, and where it is."""

    asked: Asked
    weight: float
    row: Row

    @property
    def most(self) -> float:
        return self.weight * self.row.idf * (K1 + 1)


class Weighed:
    """The words of one question over the documents. Learnt words order what has a typed one; they find nothing."""

    def __init__(self, scope: Scope, typed: list[Weight], *, every: bool):
        self.scope = scope
        self.typed = typed
        self.learnt: list[Weight] = []
        have = np.zeros(scope.view.size, np.int16)
        for each in typed:
            have[each.row.ids] += 1
        self.whole = have == len(typed) if typed else np.zeros(scope.view.size, bool)
        self.matched = self.whole if every else have > 0
        self.has_tier = len(typed) > 1 and not every
        self.typed_score = self._sum(typed)

    def mix(self, weights: dict[str, float]) -> None:
        """Gives the typed words new weights and takes the others in as learnt."""
        self.typed = [Weight(each.asked, weights.pop(each.asked.text), each.row) for each in self.typed]
        self.learnt = [
            Weight(Asked(word, word), weight, self.scope.row(Match.STEM, word)) for word, weight in weights.items()
        ]

    @property
    def tier(self) -> float:
        """More than all words together can give, so that whatever has all that were typed comes first."""
        return sum(each.most for each in (*self.typed, *self.learnt)) if self.has_tier else 0.0

    def score(self) -> Floats:
        score = self._sum((*self.typed, *self.learnt)) if self.learnt else self.typed_score.copy()
        score[~self.matched] = 0
        if self.has_tier:
            score[self.whole] += np.float32(self.tier)
        return score

    def _sum(self, weights: Iterable[Weight]) -> Floats:
        score = np.zeros(self.scope.view.size, np.float32)
        for each in weights:
            each.row.add_to(score, each.weight)
        return score
