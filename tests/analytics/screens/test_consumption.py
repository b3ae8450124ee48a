from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from analytics.models import Deed
from analytics.screens.consumption import TABS
from tests.analytics.screens.makers import count_all, make_deed, make_read
from tests.factories import NOON, make_asset, make_stage, make_touch, make_user
from users.group_permissions import EXECUTIVES, MARKETING, MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def screen(client, marketer):
    client.force_login(marketer)

    def open_screen(way="asset", **asked):
        return client.get(reverse("consumption:way", args=[way]), asked)

    return open_screen


def lines(page):
    return {line.name: line for line, _ in page.context["lines"]}


def test_an_asset_has_its_numbers_and_those_before(screen):
    pumps = make_asset("Pumps")
    make_read(pumps, 4, thorough=1)
    make_read(pumps, 2, at=NOON - timedelta(days=30))
    make_deed(make_touch(asset=pumps, seconds=0), Deed.Kind.NEXT)
    count_all()

    pump = lines(screen())["Pumps"]

    assert (pump.now.touches, pump.now.readers, pump.now.thorough, pump.now.nexts) == (5, 5, 1, 1)
    assert (pump.before.touches, pump.change) == (2, "+150%")
    assert (pump.rate, pump.likely) == ("20%", "4 to 62")
    assert pump.active_time == "4 min 0 s"


def test_set_aside_touches_are_in_no_number(screen):
    pumps = make_asset("Pumps")
    make_read(pumps, 2)
    make_read(pumps, 3, quarantined_for="scanner")
    count_all()

    assert lines(screen())["Pumps"].now.touches == 2


@pytest.mark.parametrize("way", TABS)
def test_every_number_opens_exactly_its_rows(screen, client, way):
    """Whichever way of looking: as many touches stand behind a line as it says."""
    first = make_asset("Pumps", stage=make_stage("interest"), pillar="practical", topics=["Stock", "Rail"])
    second = make_asset("Valves", format="report", topics=["Rail"])
    make_read(first, 3, thorough=1, source="search.example")
    make_read(second, 2, source="(odd) & stränge=source")
    make_read(second, 1)
    make_read(first, 2, at=NOON - timedelta(days=40))
    make_read(first, 2, quarantined_for="bot")
    make_deed(make_touch(asset=second))
    count_all()

    page = screen(way)

    shown = [line for line, _ in page.context["lines"]]
    assert sum(line.now.touches for line in shown) >= 7
    for line in shown:
        numbers = {"touches": line.now.touches, "thorough": line.now.thorough, "downloads": line.now.downloads}
        for name, number in numbers.items():
            rows = client.get(getattr(line.behind, name))
            assert rows.context["page_obj"].paginator.count == number, (way, line.name, name)


@pytest.mark.parametrize(("period", "bars"), [("28", 28), ("12-months", 12), ("this-month", 19), ("last-month", 28)])
def test_every_bar_opens_exactly_its_rows(screen, client, period, bars):
    pumps = make_asset("Pumps")
    for days in (0, 1, 20, 33, 200):
        make_read(pumps, 2, at=NOON - timedelta(days=days))
    count_all()

    moments = screen(period=period).context["moments"]

    assert len(moments) == bars
    assert sum(moment.now.touches for moment in moments)
    for moment in moments:
        if moment.now.touches:
            rows = client.get(moment.behind.touches)
            assert rows.context["page_obj"].paginator.count == moment.now.touches


def test_days_are_those_of_the_house_also_for_a_colleague_far_away(screen, client, marketer):
    UserProfile.objects.create(user=marketer, current_time_zone="Pacific/Auckland")
    pumps = make_asset("Pumps")
    make_read(pumps, 2, at=NOON - timedelta(hours=1))
    make_read(pumps, 1, at=NOON.replace(hour=0, minute=5))
    count_all()

    page = screen(period="7")

    today = page.context["moments"][-1]
    assert (today.key, today.now.touches) == ("2026-03-19", 3)
    assert client.get(today.behind.touches).context["page_obj"].paginator.count == 3


def test_the_picture_shows_what_the_table_says(screen):
    make_read(make_asset("Pumps"), 5, thorough=2)
    count_all()

    page = screen()

    deep, in_part = page.context["chart"].series
    assert (deep.n, in_part.n) == (2, 3)
    assert [sum(pair) for pair in zip(deep.values, in_part.values, strict=True)] == [
        moment.now.touches for moment in page.context["moments"]
    ]


def test_stages_stand_in_their_order_with_their_zeros_and_their_place_on_the_ramp(screen):
    make_read(make_asset(stage=make_stage("evaluation")), 2)
    count_all()

    page = screen("stage")

    shown = [(line.name, line.now.touches, tone) for line, tone in page.context["lines"]]
    assert shown[0] == ("Epiphany", 0, "ramp-1")
    assert shown[3] == ("Evaluation", 2, "ramp-4")
    assert shown[6] == ("After sale", 0, "ramp-7")
    assert [series.name for series in page.context["chart"].series] == [name for name, *_ in shown]


def test_pillars_keep_their_colours(screen):
    make_read(make_asset(pillar="practical"), 1)
    count_all()

    assert [tone for _, tone in screen("pillar").context["lines"]] == ["aspirational", "practical"]


def test_one_key_can_be_looked_at_alone(screen):
    pumps, valves = make_asset("Pumps"), make_asset("Valves")
    make_read(pumps, 3)
    make_read(valves, 1)
    count_all()

    page = screen(key=pumps.pk)

    assert page.context["whole"].name == "Pumps"
    assert page.context["chart"].n == 3
    assert len(page.context["lines"]) == 2


def test_what_changed_most_comes_first_and_opens_its_rows(screen, client):
    pumps, valves, seals = make_asset("Pumps"), make_asset("Valves"), make_asset("Seals")
    make_read(pumps, 9)
    make_read(valves, 1)
    make_read(valves, 3, at=NOON - timedelta(days=30))
    make_read(seals, 2)
    make_read(seals, 2, at=NOON - timedelta(days=30))
    count_all()

    page = screen()

    told = [(each.mover.label, each.gained, each.may_be_chance) for each in page.context["changes"]]
    assert told == [("Pumps", "+9", False), ("Valves", "\N{MINUS SIGN}2", True)]
    assert page.text.count("may be chance") == 1
    for change in page.context["changes"]:
        for behind, number in (
            (change.behind, change.mover.touches),
            (change.behind_before, change.mover.touches_before),
        ):
            assert client.get(behind.touches).context["page_obj"].paginator.count == number


@pytest.mark.parametrize("period", ["28", "90", "12-months", "this-month", "last-month"])
def test_what_changed_is_what_the_table_says_in_any_period(screen, period):
    pumps = make_asset("Pumps")
    for days in (0, 1, 20, 33, 50, 120, 200, 400):
        make_read(pumps, 2 + days % 3, at=NOON - timedelta(days=days))
    count_all()

    page = screen(period=period)

    (change,) = page.context["changes"]
    pump = lines(page)["Pumps"]
    assert (change.mover.touches, change.mover.touches_before) == (pump.now.touches, pump.before.touches)


def test_of_what_has_no_before_no_change_is_told(screen):
    make_read(make_asset("Pumps"), 2)
    count_all()

    assert screen().context["changes"] is None
    assert "What changed" not in screen().text


def test_where_each_was_read_as_before_it_says_so(screen):
    pumps = make_asset("Pumps")
    make_read(pumps, 2)
    make_read(pumps, 2, at=NOON - timedelta(days=30))
    count_all()

    assert "Each of the assets was read as often as before." in screen().text


@pytest.mark.parametrize("way", ["stage", "pillar"])
def test_where_the_table_shows_each_change_it_is_not_said_twice(screen, way):
    make_read(make_asset("Pumps"), 3)
    make_read(make_asset("Valves"), 1, at=NOON - timedelta(days=30))
    count_all()

    assert screen(way).context["changes"] is None


@pytest.mark.parametrize("key", ["x", "9" * 30, "(none)", "-1", "٣", "a\x00b"])
def test_a_made_up_key_is_answered(screen, key):
    make_read(make_asset(), 1)
    count_all()

    for way in TABS:
        assert screen(way, key=key).status_code == 200


def test_touches_of_nothing_stand_under_their_own_name(screen, client):
    make_read(make_asset(), 2)
    count_all()

    direct = lines(screen("source"))["Direct, or not known"]

    assert "source=%28none%29" in direct.behind.touches
    assert client.get(direct.behind.touches).context["page_obj"].paginator.count == 2


def test_lines_can_be_ordered_by_the_address(screen):
    short, deep = make_asset("Short"), make_asset("Deep")
    make_read(short, 3)
    make_read(deep, 2, thorough=2)
    count_all()

    assert list(lines(screen())) == ["Short", "Deep"]
    assert list(lines(screen(order="thorough"))) == ["Deep", "Short"]
    assert list(lines(screen(order="; drop"))) == ["Short", "Deep"]


def test_an_address_that_asks_for_no_period_says_so_and_shows_the_usual(screen):
    make_read(make_asset(), 1)
    count_all()

    page = screen(**{"from": "2026-03-19", "to": "2026-03-01"})

    assert "The first day comes after the last." in page.text
    assert page.context["period"].days == 28


def test_an_unknown_way_of_looking_is_not_there(screen):
    assert screen("moon").status_code == 404


def test_it_explains_itself_with_nothing_read(screen):
    assert "Nobody who agreed to be remembered has read anything yet" in screen().text


def test_it_says_when_nothing_was_read_in_the_period(screen):
    make_read(make_asset(), 1, at=NOON - timedelta(days=90))
    count_all()

    assert "Nothing was read in these days" in screen().text


# Downloads.


def test_the_table_is_downloaded_whole_and_runs_nothing(screen):
    make_read(make_asset("=cmd|' /C calc'!A0"), 1, source="@sum(1)")
    count_all()

    csv = screen(export="csv").content.decode()
    sources = screen("source", export="csv").content.decode()
    sheet = load_workbook(BytesIO(screen(export="xlsx").content)).active

    assert "'=cmd|" in csv
    assert "'@sum(1)" in sources
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    assert "=cmd|' /C calc'!A0" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_download_has_every_line_and_not_a_page_of_them(screen, monkeypatch):
    monkeypatch.setattr("analytics.screens.consumption.LINES_A_PAGE", 1)
    for title in ("Pumps", "Valves"):
        make_read(make_asset(title), 1)
    count_all()

    page, file = screen(), screen(export="csv")

    assert len(page.context["lines"]) == 1
    assert page.context["shown"].has_more
    assert len(screen(p=2).context["lines"]) == 1
    assert len(file.content.decode().splitlines()) == 3
    assert 'filename="consumption-by-asset-2026-02-20-2026-03-19.csv"' in file["Content-Disposition"]


def test_the_numbers_behind_the_picture_are_downloaded(screen):
    make_read(make_asset(), 2)
    count_all()

    rows = screen(export="csv", table="time", period="7").content.decode().splitlines()

    assert len(rows) == 8
    assert rows[-1].startswith("2026-03-19,2,2,0,0.0,")


# Who may, how much it asks, and our policy.


@pytest.mark.parametrize("group", [MARKETING, MARKETING_LEADS, SALES, EXECUTIVES])
def test_every_group_may_see_what_is_consumed(client, group):
    client.force_login(make_user(group))

    assert client.get(reverse("consumption:index")).status_code == 200


def test_without_the_right_it_does_not_open(client, executive):
    executive.groups.clear()
    client.force_login(executive)

    assert client.get(reverse("consumption:index")).status_code == 302
    client.logout()
    assert reverse("wagtailadmin_login") in client.get(reverse("consumption:index")).url


@pytest.mark.parametrize(("way", "most"), [("asset", 19), ("stage", 20), ("topic", 19)])
def test_the_number_of_queries_does_not_grow_with_what_was_read(screen, way, most, django_assert_max_num_queries):
    for number in range(12):
        asset = make_asset(f"Asset {number}", topics=[f"Topic {number}"])
        make_read(asset, 3, at=NOON - timedelta(days=number))
        make_read(asset, 1, at=NOON - timedelta(days=30 + number))
    count_all()
    screen(way)

    with django_assert_max_num_queries(most):
        screen(way)


def test_nothing_on_it_is_written_into_the_page_that_our_policy_forbids(screen):
    make_read(make_asset("</script><script>alert(1)</script>"), 1)
    count_all()

    page = screen()

    assert "unsafe-inline" not in page["Content-Security-Policy"]
    own = page.text.split('<div class="reading">')[1].split("</main>")[0]
    assert " style=" not in own
    assert " onclick" not in own
    assert "<script>" not in own
