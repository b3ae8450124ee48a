"""The policy, and that the page which tells it tells the truth."""

from pathlib import Path

import pytest
from django.conf import settings

from analytics.policy import POLICY, Event, Kept, State, kept, state_at_the_door

PAGE = Path(settings.BASE_DIR) / "docs" / "reference" / "consent.md"


def told():
    """The table of the page: a row by its first cell, the cells by their heading."""
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in PAGE.read_text().splitlines()
        if line.startswith("|")
    ]
    names = next(row for row in rows if row[0] == "What a reader does")
    return {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in rows if len(row) == len(names)}


@pytest.mark.parametrize("event", Event)
def test_the_page_tells_the_policy(event):
    row = told()[event.value]

    assert {state: row[state.value] for state in State} == {state: kept(event, state).value for state in State}
    assert row["Why"] == POLICY[event].why


def test_the_page_tells_of_nothing_else():
    assert set(told()) - {event.value for event in Event} <= {"What a reader does", "---"}


@pytest.mark.parametrize("event", Event)
def test_no_signal_of_a_browser_keeps_more_than_a_no(event):
    for signal in (State.GPC, State.DNT):
        assert kept(event, signal) is kept(event, State.REFUSED)


@pytest.mark.parametrize("event", Event)
def test_what_the_device_cannot_tell_apart_is_treated_alike(event):
    assert kept(event, State.NOT_ASKED) is kept(event, State.REFUSED) is kept(event, State.WITHDRAWN)


def test_only_what_a_reader_sends_on_purpose_leaves_a_row_without_a_yes():
    assert {event for event in Event if kept(event, State.NOT_ASKED) is Kept.ROW} == {Event.FORM, Event.FOLLOWING}


@pytest.mark.parametrize(
    ("gpc", "dnt", "is_known", "state"),
    [
        (True, False, True, State.GPC),
        (True, True, True, State.GPC),
        (False, True, True, State.DNT),
        (False, False, True, State.GIVEN),
        (False, False, False, State.NOT_ASKED),
    ],
)
def test_a_signal_stands_above_a_yes(gpc, dnt, is_known, state):
    assert state_at_the_door(gpc=gpc, dnt=dnt, is_known=is_known) is state
