import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.db import OperationalError, connection

from analytics.collecting.dropped import Dropped
from analytics.collecting.rows import Bad, TurnedAway, to_line
from analytics.collecting.spool import Spool, spool_in
from analytics.loading.bad_rows import MOST_BAD_ROWS
from analytics.loading.draining import SpoolNotStored, drain
from analytics.loading.lines import UNREADABLE, UNSTORABLE
from analytics.loading.segments import only_reader, segments
from analytics.loading.storing import Loaded
from analytics.models import BadRow, DailyCount, DroppedCount, PageView, SpoolMark, Touch
from tests.analytics.makers import make_sign
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db


def number(n):
    return UUID(int=n)


def dropped():
    return dict(DroppedCount.objects.values_list("reason", "count"))


def test_an_empty_spool_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert drain(at=NOON) == Loaded()


def test_a_page_view_becomes_a_touch(load, said, visitor, asset):
    load(
        said(seq=0, source="search.example", campaign="spring"),
        said(seq=1, minutes=1, active_ms=55_000, depth=0.5),
        said(seq=2, minutes=2, active_ms=95_000, depth=0.8),
    )

    touch = Touch.objects.get()
    assert (touch.visitor, touch.asset, touch.expected_seconds) == (visitor, asset, 100)
    assert (touch.at, touch.last_at) == (NOON, NOON + timedelta(minutes=2))
    assert (touch.active_ms, touch.depth, touch.thorough) == (95_000, 0.8, True)
    assert (touch.source, touch.campaign) == ("search.example", "spring")


def test_a_touch_grows_from_one_drain_to_the_next(load, said):
    load(said(seq=0))
    load(said(seq=1, minutes=1, active_ms=30_000, depth=0.4))
    load(said(seq=2, minutes=3, active_ms=61_000, depth=0.9))

    touch = Touch.objects.get()
    assert (touch.active_ms, touch.depth, touch.thorough) == (61_000, 0.9, True)
    assert touch.last_at == NOON + timedelta(minutes=3)


def test_ten_repeats_in_disorder_are_one_touch(load, said):
    signs = [said(seq=n, active_ms=n * 1000, depth=n / 10) for n in range(5)]

    for n in range(10):
        load(*(signs[n % 5 :] + signs[: n % 5]))

    touch = Touch.objects.get()
    assert (touch.active_ms, touch.depth) == (4000, 0.4)
    assert PageView.objects.get().last_seq == 4
    assert dropped() == {"repeat": 45}


def test_the_same_id_with_another_body_changes_nothing(load, said):
    load(said(seq=1, active_ms=1000))
    load(said(seq=1, active_ms=99_000, depth=1))

    assert Touch.objects.get().active_ms == 1000


def test_a_late_early_sign_takes_nothing_away(load, said):
    load(said(seq=5, minutes=1, active_ms=50_000, depth=0.5))
    load(said(seq=2, active_ms=20_000, depth=0.2))

    assert (Touch.objects.get().active_ms, Touch.objects.get().depth) == (50_000, 0.5)


def test_two_page_views_within_half_an_hour_are_one_touch(load, said):
    load(said(view=number(1)), said(view=number(1), seq=1, minutes=1, active_ms=40_000, depth=0.9))
    load(said(view=number(2), minutes=29), said(view=number(2), seq=1, minutes=30, active_ms=30_000, depth=0.3))

    touch = Touch.objects.get()
    assert (touch.active_ms, touch.depth, touch.thorough) == (70_000, 0.9, True)
    assert touch.page_views.count() == 2


def test_two_page_views_in_one_batch_are_one_touch(load, said):
    load(said(view=number(2), minutes=5), said(view=number(1)))

    assert Touch.objects.get().at == NOON


def test_later_than_half_an_hour_is_another_touch(load, said):
    load(said(view=number(1)), said(view=number(2), minutes=31))

    assert [touch.at for touch in Touch.objects.in_order()] == [NOON, NOON + timedelta(minutes=31)]


def test_reading_on_holds_the_sitting_open(load, said):
    load(said(view=number(1)), said(view=number(1), seq=1, minutes=20), said(view=number(2), minutes=45))

    assert Touch.objects.count() == 1


@pytest.mark.parametrize(("zone", "touches"), [("UTC", 1), ("Europe/Copenhagen", 2)])
def test_a_new_local_day_is_a_new_touch(load, said, settings, zone, touches):
    settings.TIME_ZONE = zone
    late = datetime(2026, 3, 10, 22, 50, tzinfo=UTC)

    load(said(view=number(1), at=late), said(view=number(2), at=late + timedelta(minutes=15)))

    assert Touch.objects.count() == touches


def test_a_tab_left_open_counts_three_times_what_is_expected(load, said):
    load(said(seq=0), said(seq=1, minutes=20, active_ms=250_000), said(seq=2, minutes=49, active_ms=10**18))

    assert Touch.objects.get().active_ms == 300_000


def test_a_touch_keeps_what_was_expected_when_it_was_read(load, said, asset):
    load(said(seq=0))
    type(asset).objects.filter(pk=asset.pk).update(word_count=4000)
    load(said(seq=1, minutes=9, active_ms=10**9))

    assert (Touch.objects.get().expected_seconds, Touch.objects.get().active_ms) == (100, 300_000)


def test_visitors_and_assets_are_kept_apart(load, said):
    load(
        said(view=number(1)),
        said(view=number(2), visitor=make_visitor().key),
        said(view=number(3), asset=make_asset("Another").pk),
    )

    assert Touch.objects.count() == 3


def test_the_page_view_of_another_reader_is_left_alone(load, said):
    load(said(active_ms=1000))
    load(said(seq=9, active_ms=99_000, visitor=make_visitor().key), said(seq=9, asset=make_asset("Another").pk))

    assert Touch.objects.get().active_ms == 1000
    assert dropped() == {Dropped.OTHER_READER.value: 2}


@pytest.mark.parametrize("withdrawn", [True, False])
def test_an_unknown_or_withdrawn_visitor_is_no_consent(load, said, withdrawn):
    visitor = make_visitor(withdrawn_at=NOON) if withdrawn else None

    load(said(visitor=visitor.key if visitor else uuid4()))

    assert not Touch.objects.exists()
    assert dropped() == {"no consent": 1}


def test_what_nobody_may_see_is_an_unknown_asset(load, said):
    hidden = [make_asset("Draft", live=False), make_asset("Expired", expire_at=NOON - timedelta(days=1))]

    load(*(said(view=number(n), asset=asset.pk) for n, asset in enumerate(hidden)), said(asset=2**63 - 1))

    assert not Touch.objects.exists()
    assert dropped() == {"unknown asset": 3}


def test_openings_without_consent_are_counted_and_nothing_else(load, asset):
    away = TurnedAway(reason=Dropped.NO_CONSENT, count=3, day=NOON.date(), opened=(asset.pk, asset.pk, 999_999))

    load(away)
    load(away)

    assert list(DailyCount.objects.values_list("day", "asset", "opened")) == [(NOON.date(), asset.pk, 4)]
    assert dropped() == {"no consent": 6}


def test_a_bad_row_keeps_its_reason_and_body(load):
    load(Bad(reason="seq must be a number.", body="{}", at=NOON))

    assert list(BadRow.objects.values_list("reason", "body", "at")) == [("seq must be a number.", "{}", NOON)]


def test_only_the_newest_bad_rows_are_kept(load):
    BadRow.objects.bulk_create(BadRow(at=NOON, reason="old", body="") for _ in range(MOST_BAD_ROWS))

    load(*(Bad(reason="new", body="", at=NOON) for _ in range(3)))

    assert BadRow.objects.count() == MOST_BAD_ROWS
    assert BadRow.objects.filter(reason="new").count() == 3


@pytest.mark.parametrize(
    "poison", [b"\xff\xfe\0\n", b"\n", b"[" * 50_000 + b"\n", b'{"kind":"sign"}\n', b'{"kind":"later"}\n', b"null\n"]
)
def test_a_poison_line_never_stops_those_behind_it(load, said, poison):
    loaded = load(poison, said())

    assert Touch.objects.count() == 1
    assert loaded == Loaded(lines=2, stored=1, bad=1)
    assert BadRow.objects.get().reason == UNREADABLE


def test_a_line_that_the_database_refuses_never_stops_those_behind_it(load, said):
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX refuse_twice ON analytics_badrow (reason)")

    loaded = load(
        Bad(reason="once", body="", at=NOON), said(), Bad(reason="once", body="", at=NOON), said(seq=1, active_ms=5)
    )

    assert Touch.objects.get().active_ms == 5
    assert loaded.lines == 4
    assert set(BadRow.objects.values_list("reason", flat=True)) == {"once", UNSTORABLE}


def test_what_is_loaded_is_loaded_once_and_its_segment_goes(load, said, spool_dir):
    load(said(active_ms=5))
    spool_in(spool_dir).close()

    assert drain(at=NOON).lines == 0
    assert segments(spool_dir) == []
    assert not SpoolMark.objects.exists()
    assert drain(at=NOON).lines == 0
    assert Touch.objects.get().active_ms == 5


def test_a_long_spool_is_loaded_a_part_at_a_time(load, said, spool_dir):
    load()
    for n in range(3):
        other = Spool(spool_dir)
        other.append(to_line(said(view=number(10 * n + m))) for m in range(4))
        other.close()

    assert [drain(at=NOON, limit=5).lines for _ in range(4)] == [5, 5, 2, 0]
    assert PageView.objects.count() == 12


def test_a_crash_between_commit_and_unlink_doubles_nothing(load, asset, spool_dir):
    """The segment stands there again after it was loaded, as it does when the process dies before it removes it."""
    load(TurnedAway(reason=Dropped.NO_CONSENT, count=1, day=NOON.date(), opened=(asset.pk,)))
    spool_in(spool_dir).close()

    assert SpoolMark.objects.count() == 1
    assert drain(at=NOON).lines == 0

    assert DailyCount.objects.get().opened == 1
    assert segments(spool_dir) == []


@pytest.mark.parametrize("table", ["analytics_spoolmark", "analytics_pageview"])
def test_a_database_that_goes_away_leaves_the_spool_as_it_was(said, spool_dir, table):
    spool_in(spool_dir).append([to_line(said(active_ms=5))])

    def away(execute, sql, params, many, context):
        if sql.startswith("INSERT") and table in sql:
            raise OperationalError("the database is away")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(away), pytest.raises(OperationalError):
        drain(at=NOON)

    assert drain(at=NOON).stored == 1
    assert Touch.objects.get().active_ms == 5


def test_a_second_drain_leaves_it_to_the_first(load, said, spool_dir):
    spool_in(spool_dir).append([to_line(said())])

    with only_reader(spool_dir):
        assert drain(at=NOON).lines == 0

    assert drain(at=NOON).lines == 1


def test_queries_do_not_grow_with_the_page_views(load, said, django_assert_max_num_queries):
    load(*(said(view=number(n), minutes=n % 50) for n in range(200)))

    with django_assert_max_num_queries(25):
        load(*(said(view=number(n), seq=1, active_ms=n, minutes=n % 50) for n in range(400)))


def test_a_forged_sign_is_believed_for_as_long_as_we_have_heard_of_its_page(load, said):
    load(said(active_ms=10**9, depth=1, at=NOON - timedelta(hours=1), heard=NOON))

    assert (Touch.objects.get().active_ms, Touch.objects.get().thorough) == (20_000, False)


def test_a_repeat_heard_much_later_makes_nothing_more_believable(load, said):
    signs = [{"heard": NOON}, {"seq": 1, "active_ms": 60_000, "depth": 1, "heard": NOON + timedelta(seconds=5)}]
    load(*(said(**sign) for sign in signs))
    before = Touch.objects.values().get(), PageView.objects.values().get()

    load(*(said(**sign | {"heard": NOON + timedelta(hours=2)}) for sign in signs))

    assert before[0]["active_ms"] == 25_000
    assert (Touch.objects.values().get(), PageView.objects.values().get()) == before


def test_when_no_line_at_all_can_be_stored_none_is_set_aside(load, said, monkeypatch):
    """A mistake of ours, or of the database: the lines are not to blame."""
    monkeypatch.setattr("analytics.loading.draining.MOST_POISON", 8)
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX refuse_twice ON analytics_pageview (last_seq)")
    load(said(view=number(1), seq=3))

    with pytest.raises(SpoolNotStored):
        load(*(said(view=number(n), seq=3, minutes=n) for n in range(2, 30)))

    assert not BadRow.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX refuse_twice")
    assert drain(at=NOON + timedelta(hours=1)).lines == 28


def test_some_poison_among_many_lines_stands_alone(load, said):
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNIQUE INDEX refuse_twice ON analytics_badrow (reason)")
    twice = Bad(reason="once", body="", at=NOON)

    loaded = load(
        *(said(view=number(n), minutes=n) for n in range(20)), twice, *(said(view=number(n)) for n in (20, 21)), twice
    )

    assert (loaded.lines, PageView.objects.count()) == (24, 22)
    assert set(BadRow.objects.values_list("reason", flat=True)) == {"once", UNSTORABLE}


DRAINER = """
import os, sys, django
django.setup()
from django.conf import settings
from django.db import connections
settings.SPOOL_DIR = sys.argv[1]
from analytics.loading.draining import drain
from tests.factories import NOON
print("ready", flush=True)
while True:
    drain(at=NOON, limit=7)
"""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif("sqlite" not in django_settings.DATABASES["default"]["ENGINE"], reason="hands its SQLite file on")
def test_a_drain_killed_at_any_moment_loses_and_doubles_nothing(spool_dir, visitor, asset):
    spool = spool_in(spool_dir)
    opened = TurnedAway(reason=Dropped.NO_CONSENT, count=1, day=NOON.date(), opened=(asset.pk,))
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    for turn in range(2):
        for n in range(300):
            spool.append(
                [to_line(make_sign(view=number(1000 * turn + n), visitor=visitor.key, asset=asset.pk)), to_line(opened)]
            )
        spool.close()
        drainer = subprocess.Popen(
            [sys.executable, "-c", DRAINER, str(spool_dir)],
            env=environment,
            cwd=django_settings.BASE_DIR,
            stdout=subprocess.PIPE,
        )
        drainer.stdout.readline()
        time.sleep(0.15 + 0.1 * turn)
        drainer.send_signal(signal.SIGKILL)
        drainer.wait()
        drainer.stdout.close()

    at_the_kill = DailyCount.objects.get().opened
    while drain(at=NOON).lines:
        pass

    assert at_the_kill > 0
    assert DailyCount.objects.get().opened == 600
    assert PageView.objects.count() == 600
    assert dropped() == {"no consent": 600}
    assert segments(spool_dir) == []


def test_no_reading_is_dated_before_its_reader_agreed(load, asset):
    newcomer = make_visitor(first_seen_at=NOON)
    days_ago = [NOON - timedelta(days=day) for day in range(1, 20)]

    load(*(make_sign(visitor=newcomer.key, asset=asset.pk, view=uuid4(), active_ms=90_000, at=at) for at in days_ago))

    assert Touch.objects.get().at == NOON
