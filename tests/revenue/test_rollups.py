import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from content.models import AssetExpert
from revenue.crediting import CREDITED
from revenue.rollups import By
from tests.factories import NOON, make_asset, make_deal, make_expert
from tests.leads.makers import DAY
from tests.revenue.makers import make_sale

pytestmark = pytest.mark.django_db


def attribute(**options):
    out = StringIO()
    call_command("attribute", stdout=out, **options)
    return out.getvalue()


def as_json(**options):
    return json.loads(attribute(format="json", **options))


def by_label(report, word, model="linear"):
    return {row[word]: row["cents"][model] for row in report["rows"]}


@pytest.fixture
def library():
    """Three assets: one with two topics and two experts, one with none, one in another format."""
    ada, bo = make_expert("Ada Okafor"), make_expert("Bo Lind")
    both = make_asset("Both", topics=["Risk", "Stock"], authors=[ada, bo])
    both.asset_experts.add(AssetExpert(expert=ada, role=AssetExpert.Role.SOURCE))
    both.save()
    return [both, make_asset("Plain"), make_asset("Film", pillar="practical", format="video", topics=["Risk"])]


@pytest.fixture
def sales(library):
    make_sale("One", days=[1, 2, 3], assets=library, amount_cents=1000001)
    make_sale("Two", days=[1], assets=library[:1], amount_cents=777)
    make_sale("Nothing read", days=[], amount_cents=5000)
    make_sale("In dollars", days=[1, 2], assets=library, amount_cents=333, currency="USD")
    make_sale("Given back", days=[1, 2], assets=library, amount_cents=-101)
    make_deal("Still open")


@pytest.mark.parametrize("by", [by.value for by in By])
def test_every_way_of_adding_up_reaches_the_same_total(sales, by):
    report = as_json(by=by)

    totals = {total["currency"]: total for total in report["totals"]}
    assert (totals["EUR"]["amount_cents"], totals["EUR"]["deals"]) == (1000001 + 777 + 5000 - 101, 4)
    assert (totals["USD"]["amount_cents"], totals["USD"]["deals"]) == (333, 1)
    for currency, total in totals.items():
        for model in CREDITED:
            rows = [row for row in report["rows"] if row["currency"] == currency]
            assert sum(row["cents"][model] for row in rows) == total["amount_cents"] == total["cents"][model]


def test_two_topics_share_an_assets_credit_equally(library):
    make_sale(days=[1], assets=library[:1], amount_cents=101)

    assert by_label(as_json(by="topic"), "topic") == {"Risk": 51, "Stock": 50}


def test_an_expert_in_two_roles_is_one_expert(library):
    make_sale(days=[1], assets=library[:1], amount_cents=101)

    assert by_label(as_json(by="expert"), "expert") == {"Ada Okafor": 51, "Bo Lind": 50}


def test_what_has_no_topic_and_what_was_not_tracked_are_lines_of_their_own(library):
    make_sale("One", days=[1], assets=library[1:2], amount_cents=10)
    make_sale("Two", days=[], amount_cents=20)

    assert by_label(as_json(by="topic"), "topic") == {"no topic": 10, "no tracked content": 20}
    assert list(by_label(as_json(by="pillar"), "pillar")) == ["Aspirational", "no tracked content"]


def test_two_assets_of_one_title_are_two_lines():
    one, two = make_asset("Same", slug="same-1"), make_asset("Same", slug="same-2")
    make_sale(days=[1, 2], assets=[one, two], amount_cents=10)

    assert by_label(as_json(), "asset") == {f"Same (#{one.pk})": 5, f"Same (#{two.pk})": 5}


def test_only_deals_closed_since_a_day_count(library):
    make_sale("Early", days=[1], assets=library, amount_cents=1, won_day=50)
    make_sale("Late", days=[1], assets=library, amount_cents=2, won_day=61)

    report = as_json(since=f"{NOON + 61 * DAY:%Y-%m-%d}")

    assert report["totals"][0]["amount_cents"] == 2
    assert report["since"] == "2026-05-19"


def test_one_model_may_be_asked_for_in_any_spelling(sales):
    assert as_json(model="FULL_PATH")["models"] == ["full-path"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"model": "best"},
            "There is no model “best”. Choose one of first, last, linear, u, w, full-path, time-decay-7d, all.",
        ),
        ({"by": "colour"}, "Choose one of asset, stage, pillar, topic, format, expert."),
        ({"format": "pdf"}, "Choose one of table, csv, json."),
        ({"since": "last week"}, "is not a date"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(options, sentence):
    with pytest.raises(CommandError) as refusal:
        attribute(**options)

    assert sentence in str(refusal.value)


def test_the_table_ends_with_totals(library):
    make_sale(days=[1, 2], assets=library, amount_cents=12345)

    lines = attribute(model="linear").splitlines()

    assert lines[0].split() == ["asset", "currency", "linear"]
    assert lines[-1].split() == ["Total", "of", "1", "deal", "EUR", "123.45"]


def test_the_csv_adds_up_and_runs_nothing():
    make_sale(days=[1], assets=[make_asset("=Formula")], amount_cents=12345)

    rows = list(csv.DictReader(StringIO(attribute(format="csv"))))

    assert [(row["asset"], row["linear"]) for row in rows] == [("'=Formula", "123.45")]


def test_without_a_won_deal_each_format_says_so():
    assert attribute() == "Nothing to share out: there is no won deal in this range.\n"
    assert attribute(format="csv").splitlines() == ["asset,currency," + ",".join(CREDITED)]
    assert as_json()["rows"] == []


def test_the_report_asks_as_much_for_many_deals_as_for_few(library, django_assert_max_num_queries):
    for i in range(8):
        make_sale(f"Sale {i}", days=[1, 2], assets=library)
    attribute()

    with django_assert_max_num_queries(12):
        attribute(by="topic")
