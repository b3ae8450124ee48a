import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_asset, make_stage

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command("search_library", *arguments, stdout=out)
    return out.getvalue()


def test_json_gives_a_list_of_assets_best_first(search_index, settings):
    make_asset("Chairs", text="<p>Nothing about it.</p>")
    asset = make_asset("Valves", stage=make_stage("interest"))

    (row,) = json.loads(run("which valve should I buy?", "--format", "json"))

    assert row["score"] > 0
    assert {**row, "score": None} == {
        "rank": 1,
        "title": "Valves",
        "stage": "interest",
        "pillar": "aspirational",
        "format": "article",
        "score": None,
        "url": f"{settings.BASE_URL}{asset.url}",
    }


def test_the_table_has_a_head_and_says_when_there_is_more():
    for number in range(3):
        make_asset(f"Valves {number}")

    lines = run("", "--limit", "2").splitlines()

    assert lines[0].split() == ["rank", "title", "stage", "pillar", "format", "score", "url"]
    assert len(lines) == 4
    assert lines[3] == "2 of 3 assets; ask for more with --limit."


def test_nothing_found_is_said_and_is_an_empty_list_in_json(search_index):
    assert run("zyzzyva").startswith("No asset matches.")
    assert json.loads(run("zyzzyva", "--format", "json")) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--stage", "foo"], "There is no stage 'foo'; the stages are epiphany"),
        (["--pillar", "foo"], "There is no pillar 'foo'; the pillars are practical, aspirational."),
        (["--limit", "0"], "--limit must be 1 or more."),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(arguments, reason):
    with pytest.raises(CommandError, match=reason.replace("?", ".")):
        run("valves", *arguments)


def test_filters_narrow_the_list():
    make_asset("Valves one", stage=make_stage("interest"), pillar="practical")
    make_asset("Valves two")

    rows = json.loads(run("", "--stage", "interest", "--pillar", "practical", "--format", "json"))

    assert [row["title"] for row in rows] == ["Valves one"]


def test_the_points_behind_each_place_are_told_on_request(search_index):
    make_asset("Valves")

    (row,) = json.loads(run("valves", "--why", "--format", "json"))

    assert row["why"].startswith("words 60, fit 0, freshness ")
    assert run("valves", "--why").splitlines()[0].split()[-1] == "why"
