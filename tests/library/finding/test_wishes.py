import pytest

from library.finding.facets import Facet, Value
from library.finding.scopes import NOBODY
from library.finding.wishes import stage_named, wish_for

STAGES = [Value("interest", 1, "Interest"), Value("evaluation", 2, "Evaluation"), Value("short-list", 3, "Short list")]
FACETS = [Facet(0, "stage", "Stage", STAGES), Facet(4, "industry", "Industry", [Value("hvac", 5, "HVAC")])]


@pytest.mark.parametrize(
    ("words", "stage", "rest"),
    [
        ("supply risk short list", "short-list", "supply risk"),
        ("Short-List supply", "short-list", "supply"),
        ("short list", "short-list", "short list"),
        ("interest stage valves", "interest", "valves"),
        ("interest rates", None, "interest rates"),
        ("a short listing", None, "a short listing"),
    ],
)
def test_words_that_name_a_stage_ask_for_it(words, stage, rest):
    named, looked_for = stage_named(words, FACETS)

    assert (named and named.slug, looked_for) == (stage, rest)


def test_an_ordinary_word_that_is_also_a_stage_only_counts_as_fit():
    wish = wish_for("interest rates for hvac", named=None, facets=FACETS, scope=NOBODY)

    assert not wish.stage_first
    assert wish.distance == {1: 0, 2: 1, 3: 2}
    assert wish.industry == 5
