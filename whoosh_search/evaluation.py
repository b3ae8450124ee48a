"""Working out a query: which documents match, and how well."""

import time
from dataclasses import dataclass

import numpy as np

from whoosh_search import feedback, ordering
from whoosh_search.bm25f import Floats
from whoosh_search.plan import Everything, Joined, Match, Node, Opposite, Sequence, Words
from whoosh_search.scope import Scope, TimeIsOver
from whoosh_search.view import Mask
from whoosh_search.weighing import Weighed, Weight

# The rarest words of a long question say what it is about.
MOST_WORDS = 64


@dataclass(frozen=True)
class Hits:
    """For each document of the index, whether it matches and how well."""

    matched: Mask
    score: Floats


class Evaluation:
    """One search. When its time is over, what is left of the query is not looked at."""

    def __init__(self, scope: Scope, seconds: float):
        self.scope = scope
        self.until = time.monotonic() + seconds
        self.cut_short = False
        self.words_left = MOST_WORDS

    def hits(self, node: Node) -> Hits | None:
        """Nothing, for a part of a query none of whose words were looked at."""
        match node:
            case Words():
                return self._words(node)
            case Sequence():
                return self._sequence(node)
            case Joined():
                return self._joined(node)
            case Opposite(part):
                hits = self.hits(part)
                return hits and self._all_of(self.scope.mask & ~hits.matched)
            case Everything():
                return self._all_of(self.scope.mask)

    def rows(self, node: Words) -> list[Weight]:
        """The words that count, each with its weight and where it is."""
        asked = node.asked
        if len(asked) > self.words_left:
            asked = sorted(asked, key=lambda each: self.scope.documents_with(node.match, each.text) or np.inf)
            asked = asked[: self.words_left]
        self.words_left -= len(asked)
        found = []
        for each in asked:
            try:
                row = self.scope.row(node.match, each.text, self.is_over)
            except TimeIsOver:
                break
            found.append(Weight(each, float(each.times), row))
        return found

    def is_over(self) -> bool:
        self.cut_short = self.cut_short or time.monotonic() > self.until
        return self.cut_short

    def _all_of(self, matched: Mask) -> Hits:
        return Hits(matched, matched.astype(np.float32))

    def _words(self, node: Words) -> Hits | None:
        weighed = self.weigh(node)
        return Hits(weighed.matched, weighed.score() * np.float32(node.boost)) if weighed.typed else None

    def weigh(self, node: Words) -> Weighed:
        typed = self.rows(node)
        weighed = Weighed(self.scope, typed, every=node.every)
        if node.match is Match.STEM and not node.every:
            self._learn(weighed)
        return weighed

    def _learn(self, weighed: Weighed) -> None:
        """Adds words of the best documents, by which those that match are put in a better order."""
        matches = np.flatnonzero(weighed.matched)
        if matches.size <= feedback.DOCUMENTS or self.is_over():
            return
        score = weighed.score()
        best = matches[ordering.best(score[matches], feedback.DOCUMENTS)[: feedback.DOCUMENTS]]
        known = [(float(weighed.typed_score[each]), self.scope.counts(each)) for each in best.tolist()]
        learnt = feedback.relevance_model(known, self.scope.average_length)
        weighed.mix(feedback.mixed({each.asked.text: each.weight for each in weighed.typed}, learnt))

    def _sequence(self, node: Sequence) -> Hits | None:
        try:
            row = self.scope.sequence(tuple(each.text for each in node.asked), self.is_over)
        except TimeIsOver:
            return None
        matched = np.zeros(self.scope.view.size, bool)
        score = np.zeros(self.scope.view.size, np.float32)
        matched[row.ids] = True
        score[row.ids] = row.share * np.float32(row.idf * node.boost)
        return Hits(matched, score)

    def _joined(self, node: Joined) -> Hits | None:
        each = [hits for part in node.parts if (hits := self.hits(part))]
        if not each:
            return None
        join = np.logical_and if node.every else np.logical_or
        matched = join.reduce([hits.matched for hits in each])
        return Hits(matched, np.where(matched, np.sum([hits.score for hits in each], axis=0), 0))
