"""Why a search found something: which words it has, where, and how much each gave."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from whoosh_search.evaluation import Evaluation
from whoosh_search.plan import Plan, Words
from whoosh_search.scope import Scope
from whoosh_search.weighing import Weight


@dataclass(frozen=True)
class Reason:
    """What one typed word gave in one field."""

    word: str
    field: str
    gave: float


@dataclass(frozen=True)
class Why:
    """The reasons add up with `alike`: what words gave that were not typed but belong to the best documents."""

    reasons: tuple[Reason, ...]
    alike: float = 0.0
    #: It has every word that was typed and therefore stands before whatever has not.
    has_all: bool = False


def explain(evaluation: Evaluation, plan: Plan, pks: set[str], names: dict[str, str]) -> dict[str, Why]:
    """For each that has a word of the query. Sequences, exclusions and joins are not taken apart."""
    found: dict[str, Why] = {}
    for node in plan.words():
        weighed = evaluation.weigh(node)
        matches = np.flatnonzero(weighed.matched)
        for pk, document in evaluation.scope.view.documents_of(pks, matches).items():
            before = found.get(pk, Why(()))
            reasons = [
                Reason(each.asked.typed, names.get(field, field), gave)
                for each in weighed.typed
                for field, gave in _by_field(evaluation.scope, node, each, document)
            ]
            alike = node.boost * sum(_given(each, document) for each in weighed.learnt)
            found[pk] = Why(
                (*before.reasons, *reasons), before.alike + alike, before.has_all or bool(weighed.whole[document])
            )
    return found


def _given(weight: Weight, document: int) -> float:
    place = int(np.searchsorted(weight.row.ids, document))
    if place == weight.row.ids.size or weight.row.ids[place] != document:
        return 0.0
    return float(weight.row.share[place]) * weight.weight * weight.row.idf


def _by_field(scope: Scope, node: Words, weight: Weight, document: int) -> Iterator[tuple[str, float]]:
    """The share of each field in what a word gave, by what its occurrences there count."""
    if given := node.boost * _given(weight, document):
        shares = scope.shares(node.match, weight.asked.text, document)
        whole = sum(shares.values())
        yield from ((field, given * share / whole) for field, share in shares.items() if share)
