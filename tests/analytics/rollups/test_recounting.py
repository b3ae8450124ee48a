from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command

from analytics.models import Consumption, Deed, Numbers, Touch
from analytics.reasons import Machine
from analytics.rollups.recounting import differences, months_to_count, recount
from analytics.rollups.rows import COUNTED
from analytics.rollups.ways import WAYS
from tests.analytics.rollups.makers import counted_by_hand, did, made_touch, make_read_as, number, stored
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def read():
    """Two readers on three assets in three months, of which something is in quarantine; nobody told the numbers."""
    readers = [make_visitor(), make_visitor()]
    shelf = [make_read_as(make_asset()), make_read_as(make_asset("Two"), stage=0, topics="")]
    shelf.append(make_read_as(shelf[0].asset, pillar="aspirational", topics="17"))
    for number_, days in enumerate([0, 0, 0, 1, 1, 13, 14, 40, -30]):
        made_touch(
            visitor=readers[number_ % 2],
            read_as=shelf[number_ % 3],
            at=NOON + timedelta(days=days, hours=number_),
            source="mail" if number_ % 4 else "",
            thorough=number_ == 3,
        )
    made_touch(quarantined_for=Machine.BOT, visitor=readers[0], read_as=shelf[0])
    did(Touch.objects.first(), Deed.Kind.DOWNLOAD)
    did(Touch.objects.first(), Deed.Kind.DOWNLOAD, seq=2)
    did(Touch.objects.first(), Deed.Kind.SHARE, seq=3)
    did(Touch.objects.last(), Deed.Kind.NEXT)


def repair():
    return [wrong for month in recount(months_to_count()) for wrong in month]


def test_a_recount_finds_what_touches_say(read):
    repair()

    assert stored() == counted_by_hand()
    assert repair() == []


def test_wrong_rows_are_named_and_repaired(read):
    repair()
    Consumption.objects.filter(by="all", period="D", starts=NOON.date()).update(touches=40, readers=1)
    Consumption.objects.filter(by="source", key="mail").delete()
    Consumption.objects.create(by="stage", key="9", period="M", starts=NOON.date().replace(day=1), touches=2)
    right = counted_by_hand()

    said = [wrong.in_words for month in differences(months_to_count()) for wrong in month]

    assert "By all, “”, day of 2026-03-19: touches 40 instead of 3, readers 1 instead of 2." in said
    assert "By stage, “9”, month of 2026-03-01: touches 2 instead of 0." in said
    assert stored() != right
    assert len(repair()) == len(said)
    assert stored() == right
    assert not Consumption.objects.filter(touches=0).exists()


@pytest.mark.parametrize("way", WAYS)
def test_a_month_is_the_sum_of_its_days_in_all_that_adds_up(way, read):
    repair()
    additive = [name for name in COUNTED if name != "readers"]

    for month in Consumption.objects.filter(by=way, period=Numbers.Period.MONTH):
        days = Consumption.objects.filter(by=way, key=month.key, period=Numbers.Period.DAY)
        days = [day for day in days if day.starts.replace(day=1) == month.starts]
        assert {name: sum(getattr(day, name) for day in days) for name in additive} == {
            name: getattr(month, name) for name in additive
        }
        assert max(day.readers for day in days) <= month.readers <= sum(day.readers for day in days)


@pytest.mark.parametrize("way", [way for way in WAYS.values() if way.adds_up], ids=lambda way: way.name)
def test_the_keys_of_a_way_add_up_to_all(way, read):
    repair()

    for everything in Consumption.objects.filter(by="all"):
        parts = Consumption.objects.filter(by=way.name, period=everything.period, starts=everything.starts)
        assert sum(part.touches for part in parts) == everything.touches
        assert sum(part.active_ms for part in parts) == everything.active_ms


def test_days_are_those_where_we_are(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    made_touch(at=NOON)

    repair()

    assert number(starts=date(2026, 3, 20)).touches == 1
    assert stored() == counted_by_hand()


def test_only_the_months_since_a_day_are_counted(read):
    list(recount(months_to_count(since=date(2026, 4, 5))))

    assert {row.starts.month for row in stored()} == {4}


def test_nothing_read_is_nothing_to_count():
    assert months_to_count() == []


def test_the_command_says_what_differs_and_repairs_it(read, capsys):
    with pytest.raises(CommandError, match="rows differ from their touches. Run it without --check"):
        call_command("recount_consumption", "--check", verbosity=0)
    call_command("recount_consumption", verbosity=0)
    call_command("recount_consumption", "--check", verbosity=0)

    said = capsys.readouterr().out
    assert "instead of" in said
    assert "Repaired" in said
    assert "All numbers of 3 months agree with their touches." in said
