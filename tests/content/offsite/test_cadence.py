from datetime import date, timedelta

import pytest

from content.offsite.cadence import State, standing

TODAY = date(2026, 3, 19)


def how(**fields):
    return standing(**{"cadence_days": 30, "last_post": TODAY, "started_on": date(2025, 1, 1), "retired_on": None,
                       "problem": "", "today": TODAY} | fields)  # fmt: skip


@pytest.mark.parametrize(("days", "state"), [(0, State.FINE), (60, State.FINE), (61, State.SILENT)])
def test_silence_is_flagged_beyond_twice_the_cadence(days, state):
    assert how(last_post=TODAY - timedelta(days=days)).state is state


def test_silence_of_a_new_blog_is_counted_from_its_start():
    assert how(last_post=None, started_on=TODAY - timedelta(days=60)).state is State.FINE
    assert how(last_post=None, started_on=TODAY - timedelta(days=61)).words == "No post yet for 61 days"


def test_a_retired_blog_is_no_longer_expected_to_speak():
    gone = how(last_post=date(2020, 1, 1), retired_on=TODAY, problem="It broke.")

    assert gone.state is State.RETIRED
    assert gone.words == "Retired on 19 March 2026"
    assert how(retired_on=TODAY + timedelta(days=1)).state is State.FINE


def test_a_feed_that_cannot_be_read_is_said_before_its_silence():
    assert how(last_post=date(2020, 1, 1), problem="It broke.").words == "It broke."
