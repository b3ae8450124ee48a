import pytest
from django.http import QueryDict

from library.finding.asking import asked_in, understood


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  supply   risk ", "supply risk"),
        ("*valve", "*valve"),
        ("\x00\x01", ""),
        ("?!", ""),
        ("valves " * 1500, ("valves " * 42).strip()),
    ],
)
def test_whatever_was_typed_becomes_words_or_nothing(typed, words):
    assert understood(typed).words == words


def test_what_was_cut_off_is_said():
    assert understood("valves " * 1500).notes == ["Only the first 300 characters were searched for."]


def test_of_a_filter_asked_for_twice_the_last_counts_and_it_is_said():
    asked, notes = asked_in(QueryDict("stage=interest&stage=purchase&format=video&format=video"))

    assert (asked["stage"], asked["format"]) == ("purchase", "video")
    assert notes == ["Only one stage at a time: of 2 the last was taken."]
