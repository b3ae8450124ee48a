from datetime import date

import pytest

from content.importing.front_matter import FrontMatter, day_in, split
from content.importing.piece import Refused

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"


def test_a_file_without_front_matter_is_all_body():
    matter, body = split("Words\n---\nmore")

    assert (matter.values, body) == ({}, "Words\n---\nmore")


def test_tabs_at_the_end_of_a_line_do_no_harm():
    assert split("---\nauthors:\n- melody\t\t\n---\nWords")[0].texts("authors") == ("melody",)


@pytest.mark.parametrize(
    ("yaml", "reason"),
    [
        ("- a\n- b", "is a list"),
        (BOMB, "uses aliases"),
        ("[" * 30_000, "nested too deep"),
        ("title: 'open", "cannot be read"),
        ("date: 2024-13-45", "cannot be read"),
        ("title: " + "x" * 70_000, "longer than"),
    ],
)
def test_front_matter_that_is_none_is_refused_with_its_reason(yaml, reason):
    with pytest.raises(Refused, match=reason):
        split(f"---\n{yaml}\n---\nWords")


@pytest.mark.parametrize(
    ("yaml", "day"),
    [
        ("date: 2016-03-25", date(2016, 3, 25)),
        ("date: 2015-12-08 22:00:00 -0500", date(2015, 12, 8)),
        ("date: 2016-03-22 14:00:00 -4", date(2016, 3, 22)),
        ("date: '2024-12-5'", date(2024, 12, 5)),
        ("date:", None),
        ("date: soon", None),
    ],
)
def test_a_day_is_read_in_each_of_its_spellings(yaml, day):
    assert split(f"---\n{yaml}\n---\n")[0].day() == day


def test_a_day_that_no_calendar_has_is_refused():
    with pytest.raises(Refused, match="not in the calendar"):
        day_in("2023-02-30-a-post.md")


def test_words_come_once_from_lists_and_from_lines():
    matter = FrontMatter({"tags": "agile, open source", "tag": ["agile", 18, None, {"name": "Law"}]})

    assert matter.texts("tags", "tag") == ("agile", "open source", "18", "Law")


@pytest.mark.parametrize(("value", "flag"), [(True, True), ("yes", True), (False, False), ("no", False), (None, None)])
def test_a_flag_may_be_quoted(value, flag):
    assert FrontMatter({"gated": value}).flag("gated") is flag
