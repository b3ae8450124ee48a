import pytest

from content.passages import highlighter, in_any_engine, passages


@pytest.fixture(params=["engine", "house"])
def highlight(request):
    """Words are marked by the search engine, or by us for one that does not."""
    return highlighter() if request.param == "engine" else in_any_engine


LONG = "Filler about chairs and tables. " * 40


def test_the_words_are_marked_in_any_of_their_forms(highlight):
    assert passages("Suppliers qualify slowly.", "qualified supplier", summary="", highlight=highlight) == [
        "<mark>Suppliers</mark> <mark>qualify</mark> slowly."
    ]


def test_accents_do_not_matter(highlight):
    assert passages("The café burned.", "cafe", summary="", highlight=highlight) == ["The <mark>café</mark> burned."]


def test_the_best_two_short_passages_are_taken_from_a_long_text(highlight):
    text = f"{LONG} A valve failed. {LONG} The valve supplier failed too. {LONG} Again a valve. {LONG}"

    found = passages(text, "valve supplier", summary="", highlight=highlight)

    assert len(found) == 2
    assert "<mark>valve</mark> <mark>supplier</mark>" in "".join(found)
    assert all(len(passage.split()) <= 45 for passage in found)
    assert all(passage.startswith("…") and passage.endswith("…") for passage in found)


@pytest.mark.parametrize(
    "text", ["<script>alert('risk')</script>", "<mark>risk</mark> & <b>gain</b>", '"risk" <img src=x>']
)
def test_only_our_own_marks_are_markup(text, highlight):
    (passage,) = passages(text, "risk", summary="", highlight=highlight)

    assert passage.count("<") == 2 * passage.count("<mark>")
    assert "<mark>risk</mark>" in passage


def test_the_summary_stands_in_when_no_word_is_in_the_text(highlight):
    assert passages("Nothing of that.", "valve", summary="Stock & flow", highlight=highlight) == ["Stock &amp; flow"]
    assert passages("The of and.", "the of", summary="Stock", highlight=highlight) == ["Stock"]
