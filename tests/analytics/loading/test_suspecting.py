from datetime import timedelta
from uuid import UUID

import pytest

from analytics.collecting.dropped import Dropped
from analytics.collecting.rows import TurnedAway
from analytics.machines import quarantine
from analytics.models import BadRow, Consumption, DailyCount, HeldOpenings, HoneypotHit, Quarantine, Touch
from analytics.reasons import Machine, Verdict
from analytics.rollups.recounting import differences, months_to_count
from tests.factories import NOON, make_asset, make_user, make_visitor

pytestmark = pytest.mark.django_db


def number(n):
    return UUID(int=n)


def held():
    return sorted(Touch.objects.exclude(quarantined_for="").values_list("quarantined_for", flat=True))


def counted():
    return sum(Consumption.objects.filter(by="all", period="D").values_list("touches", flat=True))


@pytest.fixture
def assets():
    return [make_asset(f"Asset {n}").pk for n in range(3)]


@pytest.fixture(autouse=True)
def _numbers_agree():
    yield
    assert [wrong for month in differences(months_to_count()) for wrong in month] == []
    assert counted() == Touch.objects.counted().count()


def test_what_the_door_knew_is_set_aside_with_its_reason(load, said):
    load(said(machine="bot", active_ms=9000))

    assert held() == ["bot"]
    assert Quarantine.objects.get().evidence
    assert counted() == 0


def test_what_was_unseen_counts_as_soon_as_it_was_seen(load, said):
    load(said(seq=0, shown=False))
    assert (held(), counted()) == (["unseen"], 0)

    load(said(seq=1, minutes=1, active_ms=5000))

    assert (held(), counted()) == ([], 1)
    assert not Quarantine.objects.exists()


def test_what_was_loaded_ahead_counts_when_it_is_opened(load, said):
    load(said(seq=0, machine="prefetch"))
    assert counted() == 0

    load(said(seq=1, minutes=1))

    assert (held(), counted()) == ([], 1)


def test_too_many_openings_a_minute_are_found_across_batches(load, visitor, said, assets):
    for n in range(31):
        load(said(view=number(n), asset=assets[n % 3], minutes=n / 60))

    assert held() == ["rate"] * 3
    assert counted() == 0


def test_a_scanned_mail_gives_away_what_was_stored_before(load, said, assets):
    visitors = [make_visitor(first_seen_at=NOON - timedelta(days=1)).key for _ in range(3)]
    opened = [
        said(view=number(n), asset=asset, visitor=visitors[n], minutes=n / 20, mail="letter")
        for n, asset in enumerate(assets)
    ]

    load(opened[0])
    load(opened[1])
    assert held() == []
    load(opened[2])

    assert held() == ["scanner"] * 3


def test_a_link_opened_as_soon_as_its_mail_was_sent_is_a_scanner_s(load, said):
    load(said(mail="letter", mailed_at=NOON - timedelta(seconds=4)))

    assert held() == ["scanner"]


def test_a_hidden_link_gives_away_what_is_read_after_it(load, visitor, said):
    HoneypotHit.objects.create(visitor=visitor, at=NOON)

    load(said(minutes=20))

    assert held() == ["honeypot"]


def test_no_rule_undoes_what_a_person_has_decided(load, said):
    load(said(seq=0, machine="bot"))
    quarantine.restore([Touch.objects.get().pk], by=make_user(), at=NOON)

    load(said(seq=1, minutes=1, machine="bot", active_ms=8000))

    assert (held(), counted()) == ([], 1)
    assert Quarantine.objects.get().verdict == Verdict.RESTORED
    assert Touch.objects.get().active_ms == 8000


def test_what_is_held_grows_unseen_by_the_numbers(load, said):
    load(said(seq=0, machine="headless"))
    load(said(seq=1, minutes=1, active_ms=30_000))

    assert Touch.objects.get().active_ms == 30_000
    assert counted() == 0


def test_a_sitting_that_takes_in_one_that_is_held_is_held(load, said):
    load(said(view=number(1)), said(view=number(2), minutes=50, machine="bot"))

    load(said(view=number(3), minutes=25))

    assert held() == ["bot"]
    assert Quarantine.objects.get().touch == Touch.objects.get()


def test_openings_that_look_like_a_machine_s_are_held_by_their_reason(load, asset):
    robots = TurnedAway(reason=Dropped.BOT, count=2, day=NOON.date(), opened=(asset.pk, asset.pk), machine=Machine.BOT)
    people = TurnedAway(reason=Dropped.NO_CONSENT, count=1, day=NOON.date(), opened=(asset.pk,))

    load(robots, people)
    load(robots)

    assert [(row.opened, row.reason, row.verdict) for row in HeldOpenings.objects.all()] == [(4, "bot", "waiting")]
    assert DailyCount.objects.get().opened == 1


def test_openings_that_a_person_decided_on_stay_as_they_were(load, asset):
    robots = TurnedAway(reason=Dropped.BOT, count=1, day=NOON.date(), opened=(asset.pk,), machine=Machine.BOT)
    load(robots)
    HeldOpenings.objects.update(verdict=Verdict.CONFIRMED)

    load(robots)

    assert sorted(HeldOpenings.objects.values_list("opened", "verdict")) == [(1, "confirmed"), (1, "waiting")]


def test_a_machine_of_no_kind_that_we_know_is_a_bad_row(load, asset):
    load(TurnedAway(reason=Dropped.BOT, count=1, day=NOON.date(), opened=(asset.pk,), machine="alien"))

    assert BadRow.objects.count() == 1
    assert not HeldOpenings.objects.exists()
