import pytest
from django.urls import reverse

from tests.factories import NOON, make_asset, make_lead, make_visitor

pytestmark = pytest.mark.django_db


def make_votes(asset, n, *, useful=True, **fields):
    for _ in range(n):
        asset.usefulness_votes.create(version=1, useful=useful, day=NOON.date(), **fields)


def test_votes_are_summed_by_asset_and_version_with_their_reasons(client, marketer):
    asset = make_asset("Pumps")
    make_votes(asset, 2, reason="new")
    make_votes(asset, 1, useful=False, reason="general", remark="Where are the numbers?")
    asset.usefulness_votes.create(version=2, useful=True, day=NOON.date())
    client.force_login(marketer)

    page = client.get(reverse("usefulness:index"))

    assert [(row.title, row.version, row.tally.useful, row.tally.n) for row in page.context["tallies"]] == [
        ("Pumps", 1, 2, 3),
        ("Pumps", 2, 1, 1),
    ]
    assert "I learned something new (2), It stays too general (1)" in page.text
    assert "Where are the numbers?" in page.text


def test_a_filter_narrows_the_sums_too(client, marketer):
    make_votes(make_asset("Pumps"), 2)
    valves = make_asset("Valves")
    make_votes(valves, 1)
    client.force_login(marketer)

    page = client.get(reverse("usefulness:index"), {"asset": valves.pk})

    assert [row.title for row in page.context["tallies"]] == ["Valves"]


def test_an_asset_that_no_key_can_name_finds_nothing(client, marketer):
    make_votes(make_asset(), 1)
    client.force_login(marketer)

    assert client.get(reverse("usefulness:index"), {"asset": "9" * 30}).status_code == 200


def test_a_voter_has_a_number_here_and_no_name(client, marketer):
    visitor = make_visitor()
    make_lead("ada@hollis.example", visitors=[visitor], first_name="Adeline")
    make_votes(make_asset(), 1, visitor=visitor)
    client.force_login(marketer)

    html = client.get(reverse("usefulness:index")).text

    assert visitor.key.hex[:8] in html
    assert "Adeline" not in html
    assert "ada@hollis" not in html


def test_a_remark_that_looks_like_a_formula_is_neutral_in_a_download(client, marketer):
    make_votes(make_asset("Pumps"), 1, remark="=cmd()")
    client.force_login(marketer)

    sheet = b"".join(client.get(reverse("usefulness:index"), {"export": "csv"}).streaming_content).decode()

    assert "'=cmd()" in sheet


def test_only_groups_with_the_right_see_votes(client, executive, salesperson):
    for person in (executive, salesperson):
        client.force_login(person)
        assert client.get(reverse("usefulness:index")).status_code == 200
    salesperson.groups.clear()
    client.force_login(salesperson)
    assert client.get(reverse("usefulness:index")).status_code != 200


def test_the_list_asks_the_same_number_of_queries_whatever_is_in_it(client, marketer, django_assert_max_num_queries):
    for n in range(3):
        make_votes(make_asset(f"Asset {n}"), 10)
    client.force_login(marketer)
    client.get(reverse("usefulness:index"))

    with django_assert_max_num_queries(19):
        client.get(reverse("usefulness:index"))
