import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from revenue.attribution import MODELS
from tests.leads.makers import write_csv

HEADER = "journey,position,touchpoint,converted,value"


def attribute(path, **options):
    out = StringIO()
    call_command("attribute_journeys", path, stdout=out, **options)
    return out.getvalue()


def earned(path, model):
    report = json.loads(attribute(path, model=model, format="json"))
    return {row["touchpoint"]: row["cents"][model] for row in report["rows"]}


PATHS = (
    HEADER,
    "1,1,search,0,",
    "1,2,mail,0,",
    "1,3,talk,1,90.01",
    "2,1,mail,0,",
    "3,2,talk,true,10",
    "3,1,mail,false,",
)


@pytest.mark.parametrize(
    ("model", "shares"),
    [
        ("first", {"search": 9001, "mail": 1000, "talk": 0}),
        ("last", {"talk": 10001, "search": 0, "mail": 0}),
        ("linear", {"search": 3001, "mail": 3500, "talk": 3500}),
        ("u", {"search": 3601, "mail": 2300, "talk": 4100}),
        ("position", {"search": 3601, "mail": 2300, "talk": 4100}),
    ],
)
def test_journeys_are_shared_by_each_model(tmp_path, model, shares):
    assert earned(write_csv(tmp_path, *PATHS), model) == shares


def test_no_database_is_read(tmp_path):
    """pytest-django fails any test without its mark that opens one."""
    report = json.loads(attribute(write_csv(tmp_path, *PATHS), format="json"))

    assert (report["journeys"], report["converted"], report["value_cents"]) == (3, 2, 10001)
    assert report["models"] == list(MODELS)
    for model in MODELS:
        assert sum(row["cents"][model] for row in report["rows"]) == 10001


def test_times_decide_the_order_and_the_decay(tmp_path):
    path = write_csv(
        tmp_path,
        "journey,at,touchpoint,converted,value",
        "a,2026-01-08,late,1,3.00",
        "a,2026-01-01,early,0,",
    )

    assert earned(path, "time-decay-7d") == {"late": 200, "early": 100}


def test_known_and_opened_moments_place_the_milestones(tmp_path):
    rows = [
        f"a,{date(2026, 1, 1) + timedelta(days=day)},t{day},{int(day == 60)},100000,2026-01-13 04:00,2026-02-10 12:00"
        for day in (0, 5, 12, 30, 40, 60)
    ]
    path = write_csv(tmp_path, "journey,at,touchpoint,converted,value,known_at,opened_at", *rows)

    assert sorted(earned(path, "w").values()) == [333333, 333333, 333334, 3000000, 3000000, 3000000]
    assert earned(path, "u")["t12"] == 4000000


def test_what_comes_after_the_conversion_earns_nothing(tmp_path):
    path = write_csv(tmp_path, HEADER, "1,1,a,0,", "1,2,b,1,5", "1,3,c,0,")

    assert earned(path, "linear") == {"a": 250, "b": 250}


def test_a_touchpoint_that_comes_twice_adds_up(tmp_path):
    assert earned(write_csv(tmp_path, HEADER, "1,1,a,1,9", "1,2,b,1,9", "1,3,a,1,9"), "linear") == {"a": 600, "b": 300}


def test_a_conversion_without_a_value_counts_as_one(tmp_path):
    assert earned(write_csv(tmp_path, "journey,position,touchpoint,converted", "1,1,a,1"), "first") == {"a": 100}


def test_a_value_of_nothing_is_nothing(tmp_path):
    assert earned(write_csv(tmp_path, HEADER, "1,1,a,1,0"), "first") == {"a": 0}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",1,a,1,5", "Line 2: the journey is missing."),
        ("1,,a,1,5", "Line 2: there is neither a position nor a time"),
        ("1,one,a,1,5", "Line 2: “one” is not a position"),
        ("1,nan,a,1,5", "Line 2: “nan” is not a position"),
        ("1,1e99,a,1,5", "Line 2: “1e99” is not a position"),
        ("1,1,,1,5", "Line 2: the touchpoint is missing."),
        ("1,1,a,maybe,5", "Line 2: converted is “maybe”; it must be one of"),
        ("1,1,a,1,much", "Line 2: “much” is not an amount"),
        ("1,1,a,1,5\n1,2,b,1,6", "Line 3: this journey has 2 different values"),
    ],
)
def test_a_bad_row_is_named_by_its_line(tmp_path, row, sentence):
    with pytest.raises(CommandError) as refusal:
        attribute(write_csv(tmp_path, HEADER, row))

    assert sentence in str(refusal.value)


def test_unknown_models_are_refused_with_the_known(tmp_path):
    with pytest.raises(CommandError, match="There is no model “markov”. Choose one of first, last, lead-creation"):
        attribute(write_csv(tmp_path, *PATHS), model="markov")


def test_an_empty_file_is_no_error(tmp_path):
    assert "Nothing to share out" in attribute(write_csv(tmp_path, HEADER))
