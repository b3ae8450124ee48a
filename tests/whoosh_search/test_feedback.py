import pytest

from whoosh_search.feedback import OVERCONFIDENCE, TYPED, WORDS, mixed, relevance_model


def test_the_better_document_says_more():
    learnt = relevance_model([(9.0, {"rust": 1}), (9.0 - OVERCONFIDENCE, {"iron": 1})], average=0.0)

    assert learnt["rust"] / learnt["iron"] == pytest.approx(2.718281828)
    assert sum(learnt.values()) == pytest.approx(1)


def test_a_title_of_one_word_does_not_outweigh_an_article():
    learnt = relevance_model([(9.0, {"short": 1}), (9.0, {"long": 30, "other": 70})], average=100.0)

    assert learnt["long"] > learnt["short"]


def test_only_the_likeliest_words_are_learnt():
    learnt = relevance_model([(1.0, {f"word{number}": number + 1 for number in range(100)})], average=50.0)

    assert set(learnt) == {f"word{number}" for number in range(100 - WORDS, 100)}


def test_typed_words_keep_their_share():
    weights = mixed({"rust": 2.0, "iron": 1.0}, {"rust": 0.5, "ore": 0.5})

    assert weights["iron"] == pytest.approx(TYPED)
    assert weights["ore"] == pytest.approx((1 - TYPED) * 3 * 0.5)
    assert sum(weights.values()) == pytest.approx(3.0)
