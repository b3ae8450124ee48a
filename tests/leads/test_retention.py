from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from analytics.collecting.rows import to_line
from analytics.collecting.spool import spool_in
from analytics.loading.draining import drain
from analytics.models import Consumption, Visitor
from leads import retention
from leads.digests import write_digests
from leads.models import ErasureReceipt, Following, Letter, LetterAsset
from leads.retention import forget_unknown_visitors, forgotten_by_now, purge_letters
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor
from tests.leads.makers import DAY, make_follower, make_topic
from tests.leads.rights.people import sign

pytestmark = pytest.mark.django_db

YEAR = 395 * DAY


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    yield
    spool_in(settings.SPOOL_DIR).close()


def forget(at=NOON):
    return list(forget_unknown_visitors(older_than=YEAR, at=at))


def test_only_browsers_without_a_name_that_were_not_heard_of_for_long_are_forgotten():
    old = NOON - YEAR - DAY
    gone = make_visitor(first_seen_at=old)
    make_touch(gone, make_asset(), at=old)
    reads_still, says_still = make_visitor(first_seen_at=old), make_visitor(first_seen_at=old)
    make_touch(reads_still, make_asset("Later"), at=NOON - DAY)
    says_still.consents.create(choice="given", text_version="2", at=NOON - DAY)
    named, new = make_visitor(first_seen_at=old), make_visitor(first_seen_at=NOON - DAY)
    make_lead(visitors=[named])

    forget()

    assert set(Visitor.objects.all()) == {reads_still, says_still, named, new}
    receipt = ErasureReceipt.objects.get()
    assert (receipt.asked, receipt.people, receipt.removed) == ("retention", 1, {"browsers": 1, "reading": 1})


def test_it_goes_in_bounded_batches_and_a_second_run_finds_nothing(monkeypatch):
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for _ in range(5):
        make_visitor(first_seen_at=NOON - YEAR - DAY)

    assert [receipt.people for receipt in forget()] == [2, 2, 1]
    assert forget() == []


def test_counts_stay_as_they_were(settings):
    visitor, asset = make_visitor(first_seen_at=NOON - DAY), make_asset()
    spool_in(settings.SPOOL_DIR).append([to_line(sign(visitor, asset))])
    drain(at=NOON)
    before = list(Consumption.objects.order_by("pk").values())
    assert before

    forget(at=NOON + YEAR + DAY)

    assert not Visitor.objects.exists()
    assert list(Consumption.objects.order_by("pk").values()) == before


def test_a_dry_run_says_what_would_go_by_month_and_changes_nothing():
    for days in (0, 1, 40):
        make_touch(make_visitor(first_seen_at=NOON - YEAR - days * DAY), make_asset(), at=NOON - YEAR - days * DAY)
    said = StringIO()

    with time_machine.travel(NOON + DAY, tick=False):
        call_command("forget_visitors", dry_run=True, stdout=said)

    assert said.getvalue().splitlines() == [
        "2025-01         1 browsers           1 touches",
        "2025-02         2 browsers           2 touches",
        "3 browsers would be forgotten. Nothing was changed.",
    ]
    assert Visitor.objects.count() == 3


def test_the_command_forgets_and_refuses_nonsense():
    make_visitor(first_seen_at=NOON - 10 * DAY)
    said = StringIO()

    with pytest.raises(CommandError, match="1 or more"):
        call_command("forget_visitors", older_than=0)
    with time_machine.travel(NOON, tick=False):
        call_command("forget_visitors", older_than=9, stdout=said)

    assert "1 browsers were forgotten" in said.getvalue()
    assert not Visitor.objects.exists()


def test_whoever_reads_at_the_last_moment_is_not_forgotten():
    visitor = make_visitor(first_seen_at=NOON - YEAR - DAY)
    make_touch(visitor, make_asset(), at=NOON - YEAR + timedelta(seconds=1))

    assert not forgotten_by_now(older_than=YEAR, at=NOON).exists()


def test_letters_go_after_their_time_and_those_that_wait_stay():
    follower = make_follower("ada@hollis.example", make_topic("Resilience"))
    for outcome, written in (("sent", NOON - YEAR - DAY), ("waiting", NOON - YEAR - DAY), ("sent", NOON)):
        follower.letters.create(kind="digest", written_at=written, due_at=written, outcome=outcome)

    assert purge_letters(at=NOON) == 1
    assert sorted(Letter.objects.values_list("outcome", flat=True)) == ["sent", "waiting"]


def test_whoever_still_follows_is_not_told_again_because_a_letter_went():
    topic, asset = make_topic("Resilience"), make_asset(topics=["Resilience"], first_published_at=NOON - YEAR - 2 * DAY)
    make_follower("ada@hollis.example", topic, at=NOON - YEAR - 3 * DAY)
    write_digests(at=NOON - YEAR - DAY)
    Letter.objects.update(outcome="sent")

    purge_letters(at=NOON)

    assert LetterAsset.objects.get().asset == asset
    assert write_digests(at=NOON) == 0

    Following.objects.update(left_at=NOON)
    assert purge_letters(at=NOON) == 1
