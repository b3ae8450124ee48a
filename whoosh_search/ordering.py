"""Putting scores in order, no more of them than are wanted."""

import numpy as np

from whoosh_search.bm25f import Floats, Ids


def in_order(scores: Floats) -> Ids:
    """The places of the scores, best first and, among equals, as they stand."""
    return np.argsort(-scores, kind="stable")


def best(scores: Floats, at_most: int) -> Ids:
    """The first places of that order: so many, and all that are as good as the last of them."""
    if scores.size <= at_most:
        return in_order(scores)
    if at_most <= 0:
        return np.empty(0, np.int32)
    least = np.partition(scores, -at_most)[-at_most]
    places = np.flatnonzero(scores >= least)
    return places[in_order(scores[places])]
