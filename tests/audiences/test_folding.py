import pytest

from audiences.folding import fold, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Supplier risk", "supplier RISK"),
        ("supplier risk", "risk, supplier!"),
        ("Qualité des données", "qualite de\u0301s donnees"),
        ("the cost of a supplier", "Supplier: cost"),
        ("food & drink", "Food and drink"),
        ("straße", "STRASSE"),
        ("risk risk supplier", "supplier risk"),
        ("Scenarios for tariffs", "tariff scenario"),
        ("companies", "company"),
        ("businesses", "business"),
        ("boxes, searches", "search box"),
        ("case studies", "case study"),
    ],
)
def test_words_that_mean_the_same_fold_to_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("plan", "planning"), ("two suppliers", "suppliers"), ("供应", "风险"), ("status", "statu")]
)
def test_what_may_mean_something_else_stays_apart(one, other):
    assert fold(one) != fold(other)


def test_small_words_alone_are_kept():
    assert fold("Who are we?") == "are we who"


@pytest.mark.parametrize("typed", ["", "  ", "?!", "___", "\x00"])
def test_without_a_word_there_is_nothing(typed):
    assert fold(typed) == ""


def test_plain_keeps_the_order_in_which_it_was_typed():
    assert plain(" Qualité,  of the Data ") == "qualite of the data"
