"""Against numbers worked out by hand from the definitions of trec_eval."""

from math import log2

import pytest

from whoosh_search.measuring.measures import average_precision, in_order, ndcg, recall

JUDGED = {"a": 3, "b": 2, "c": 0, "d": 1, "e": -1}


def test_ndcg_divides_gains_by_the_logarithm_of_the_rank():
    # c gains nothing, b at rank 2, a at rank 3, and d at rank 5 is beyond 4.
    gained = 2 / log2(3) + 3 / log2(4)
    best = 3 / log2(2) + 2 / log2(3) + 1 / log2(4)

    assert ndcg(["c", "b", "a", "x", "d"], JUDGED, at=4) == pytest.approx(gained / best)


@pytest.mark.parametrize(("ranking", "expected"), [(["a", "b", "d"], 1.0), (["e", "c", "x"], 0.0), ([], 0.0)])
def test_ndcg_is_one_in_the_best_order_and_nothing_without_a_relevant_document(ranking, expected):
    assert ndcg(ranking, JUDGED, at=10) == pytest.approx(expected)


def test_average_precision_counts_what_was_not_found_as_nothing():
    # b at rank 2 and a at rank 3; d, the third relevant one, is not there.
    assert average_precision(["c", "b", "a"], JUDGED) == pytest.approx((1 / 2 + 2 / 3) / 3)


def test_recall_looks_at_the_first_only():
    assert recall(["c", "b", "a"], JUDGED, at=2) == pytest.approx(1 / 3)
    assert recall(["c", "b", "a"], JUDGED, at=100) == pytest.approx(2 / 3)


def test_a_question_without_a_relevant_document_measures_nothing():
    assert (ndcg(["a"], {"a": 0}, at=10), average_precision(["a"], {"a": 0}), recall(["a"], {"a": 0}, at=1)) == (
        0,
        0,
        0,
    )


def test_among_equals_the_greater_identifier_comes_first():
    assert in_order({"10": 1.0, "9": 1.0, "x": 0.5, "a": 2.0}) == ["a", "9", "10", "x"]
