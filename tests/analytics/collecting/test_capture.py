import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.collecting.capture import REASONS, Event, Refused, capture
from analytics.collecting.rows import from_line, to_line
from analytics.collecting.signing import Reading
from tests.analytics.makers import make_event
from tests.factories import NOON

DAY_MS = 86_400_000
NOON_MS = round(NOON.timestamp() * 1000)


def captured(sent):
    return capture(json.dumps(sent).encode(), at=NOON)


def reading(**fields):
    return Reading(visitor=uuid4(), own_host="touchstone.example", at=NOON, **fields)


def signed_for(**fields):
    event = msgspec.convert(make_event(**fields), Event)
    return from_line(to_line(reading().sign(event)))


def test_one_event_may_stand_alone_or_in_a_batch():
    event = make_event()

    assert captured(event) == captured({"events": [event]})


def test_an_id_is_the_same_in_capitals():
    event = make_event()

    assert captured(event) == captured(event | {"id": event["id"].upper()})


@pytest.mark.parametrize(
    ("field", "values"),
    {
        "id": ["", "1", 1, None, "../../etc/passwd", "\ud800"],
        "seq": [-1, 100_001, 1.5, "1", True, None, 10**4000],
        "asset": [0, -1, 2**63, "1", 1.0, None, [1]],
        "active_ms": [-1, "5", 1.5, None, False],
        "depth": [-0.1, 1.1, "1", None, 10**400],
        "at": ["2026-01-01", 1.5, True],
        "referrer": [1, ["https://a.example"]],
        "campaign": [1, {}],
        "source": [1, True],
    }.items(),
)
def test_each_field_is_held_to_its_own_words(field, values):
    for value in values:
        with pytest.raises(Refused) as refused:
            captured(make_event(**{field: value}))
        assert refused.value.reason == REASONS[field]


@pytest.mark.parametrize("field", ["visitor", "email", "score", "consent", "<script>"])
def test_a_field_we_do_not_know_is_refused_and_not_repeated(field):
    with pytest.raises(Refused) as refused:
        captured(make_event(**{field: "x"}))

    assert refused.value.reason.startswith("An event has no other fields than id, seq,")
    assert "script" not in refused.value.reason


def test_a_batch_keeps_the_good_apart_from_the_bad():
    found = captured({"events": [make_event(seq=-1), make_event(seq=1), 5]})

    assert [event.seq for event in found.events] == [1]
    assert [bad.reason for bad in found.bad] == [REASONS["seq"], "An event must be a JSON object."]


def refusal_of(body):
    try:
        capture(body, at=NOON)
    except Refused as refused:
        return refused.reason
    return "It was captured."


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_captured_or_refused(body):
    assert refusal_of(body).endswith(".")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from([*REASONS, "events"]), inner),
)


@given(JSON)
def test_any_json_is_captured_or_refused(sent):
    assert refusal_of(json.dumps(sent).encode()).endswith(".")


@pytest.mark.parametrize(
    ("stamp", "kept"),
    [
        (NOON_MS, True),
        (NOON_MS - 30 * DAY_MS, True),
        (NOON_MS - 30 * DAY_MS - 1, False),
        (NOON_MS + 120_000, True),
        (NOON_MS + 120_001, False),
        (0, False),
        (-(10**3000), False),
        (10**3000, False),
        (None, False),
    ],
)
def test_only_a_plausible_time_is_believed(stamp, kept):
    expected = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=stamp) if kept else NOON

    assert reading().believed(stamp) == expected


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"source": "newsletter", "referrer": "https://search.example/?q=x"}, "newsletter"),
        ({"referrer": "https://Search.example/?q=secret"}, "search.example"),
        ({"referrer": "https://touchstone.example/insights/"}, ""),
        ({"referrer": "http://[bad"}, ""),
        ({"referrer": "null"}, ""),
        ({"source": "a\0b\u202e\nc"}, "abc"),
        ({"source": "a\ud800b", "referrer": "https://a\ud800.example"}, "ab"),
        ({"referrer": "https://a\ud800.example"}, "a.example"),
        ({"source": "x" * 500}, "x" * 100),
        ({}, ""),
    ],
)
def test_a_touch_comes_from_its_campaign_or_else_from_the_referring_host(fields, source):
    assert signed_for(**fields).source == source


def test_a_huge_time_is_cut_to_a_day():
    assert signed_for(active_ms=10**4000).active_ms == DAY_MS
