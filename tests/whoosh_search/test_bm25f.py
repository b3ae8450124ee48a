import numpy as np
import pytest

from whoosh_search.bm25f import K1, B, idf, saturated, weight_of_field


def test_a_word_that_few_have_weighs_more_and_none_weighs_less_than_nothing():
    assert idf(100, 1) == pytest.approx(np.log(1 + 99.5 / 1.5))
    assert idf(100, 1) > idf(100, 50) > idf(100, 100) > 0


def test_of_average_length_an_occurrence_counts_as_much_as_its_field():
    weights = weight_of_field(2.0, np.array([10, 20, 30, 0], np.float32))

    assert weights[1] == pytest.approx(2.0)
    assert weights[0] == pytest.approx(2.0 / (1 - B + B / 2))
    assert weights[0] > weights[1] > weights[2]


def test_occurrences_in_two_fields_are_added_before_they_are_saturated():
    together = saturated(np.array([1.0 + 2.0], np.float32))[0]
    apart = saturated(np.array([1.0, 2.0], np.float32)).sum()

    assert together == pytest.approx(3 * (K1 + 1) / (3 + K1))
    assert together < apart
    assert saturated(np.array([1e9], np.float32))[0] <= K1 + 1
