from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.models import DailyCount, HeldOpenings, Quarantine, Touch
from analytics.reasons import Machine, Verdict
from analytics.screens import quarantine
from tests.analytics.machines.makers import make_held
from tests.factories import NOON, make_asset, make_deal, make_lead, make_user, make_visitor

pytestmark = pytest.mark.django_db

TITLE = "Pumps that answer"


@pytest.fixture
def desk(client, marketing_lead):
    client.force_login(marketing_lead)
    return client


@pytest.fixture
def asset():
    return make_asset(TITLE)


def listed(response):
    return [row.pk for row, _ in response.context["rows"]]


def see(desk, **asked):
    response = desk.get(reverse("quarantine:index"), asked)
    assert response.status_code == 200
    return response


def decide(desk, verb, name="quarantine:decide", **said):
    return desk.post(reverse(name), {"verb": verb} | said)


def test_what_was_set_aside_is_told_with_its_reason_and_what_gave_it_away(desk, asset):
    touch = make_held(asset=asset, seconds=75, depth=0.5)

    text = see(desk).text

    assert TITLE in text
    assert "Opened the links of a mail in a row" in text
    assert "3 different links of one mail were opened within 10 s." in text
    assert "50%, 1 min 15 s" in text
    assert touch.visitor.key.hex[:8] in text


def test_nothing_set_aside_says_what_would_be(desk):
    assert "Nothing waits here." in see(desk).text
    assert "Nobody has decided so of anything yet." in see(desk, verdict="confirmed").text
    assert "is like that" in see(desk, reason="bot").text


def test_it_is_narrowed_by_reason_verdict_and_days(desk, asset, marketing_lead):
    scanner = make_held(asset=asset, held_at=NOON)
    bot = make_held(asset=asset, why=(Machine.BOT, ""), held_at=NOON - timedelta(days=2))
    done = make_held(asset=asset, held_at=NOON)
    quarantine.KINDS["touches"].decide([done.quarantine.pk], Verdict.CONFIRMED, by=marketing_lead, at=NOON)

    assert listed(see(desk)) == [scanner.quarantine.pk, bot.quarantine.pk]
    assert listed(see(desk, reason="bot")) == [bot.quarantine.pk]
    assert listed(see(desk, first="2026-03-19", last="2026-03-19")) == [scanner.quarantine.pk]
    assert listed(see(desk, last="2026-03-18")) == [bot.quarantine.pk]
    assert listed(see(desk, verdict="confirmed")) == [done.quarantine.pk]
    assert [(str(reason), n) for reason, n in see(desk).context["reasons"]] == [("bot", "1"), ("scanner", "1")]


@pytest.mark.parametrize("asked", [{"reason": "x"}, {"verdict": "x"}, {"first": "yesterday"}, {"last": "9999-12-31"}])
def test_an_address_that_asks_for_nonsense_is_answered_in_words(desk, asset, asked):
    make_held(asset=asset)

    response = see(desk, **asked)

    assert "The address asks for something that there is not" in response.text
    assert listed(response) == []


def test_what_follows_is_said_first_and_nothing_is_done(desk, asset):
    visitor = make_visitor()
    lead = make_lead(visitors=[visitor])
    make_deal(account=lead.account, closed_at=NOON + timedelta(days=9), outcome="won")
    touch = make_held(visitor, asset, thorough=True)

    response = decide(desk, "restore", row=touch.quarantine.pk)

    assert "1 touch of 1 visitor on 1 asset, from 19 March 2026; 1 thorough read among them." in response.text
    assert "1 person whom we know by name: their records and last reads follow." in response.text
    assert "1 won deal of their companies: the credit is shared out anew." in response.text
    assert not Touch.objects.counted().exists()


def test_the_ticked_ones_are_given_back_and_only_they(desk, asset, marketing_lead):
    touches = [make_held(asset=asset) for _ in range(3)]
    ticked = [touch.quarantine.pk for touch in touches[:2]]

    response = decide(desk, "restore", row=ticked, confirmed="1", reason="scanner")

    assert response["Location"] == reverse("quarantine:index") + "?reason=scanner"
    assert set(Touch.objects.counted()) == set(touches[:2])
    assert set(Quarantine.objects.filter(verdict="restored").values_list("decided_by", flat=True)) == {
        marketing_lead.pk
    }
    assert "2 touches count again." in desk.get(response["Location"]).text


def test_all_that_the_filter_finds_are_those_that_were_there_when_somebody_looked(desk, asset):
    known = [make_held(asset=asset) for _ in range(2)]
    make_held(asset=asset, why=(Machine.BOT, ""))
    newest = see(desk, reason="scanner").context["newest"]
    late = make_held(asset=asset)

    said = decide(desk, "confirm", all="1", reason="scanner", newest=newest)
    assert "2 touches of 2 visitors" in said.text
    assert said.context["newest"] == newest
    decide(desk, "confirm", all="1", reason="scanner", newest=newest, confirmed="1")

    confirmed = Quarantine.objects.filter(verdict="confirmed").values_list("touch", flat=True)
    assert set(confirmed) == {touch.pk for touch in known}
    assert Quarantine.objects.get(touch=late).verdict == "waiting"


def test_so_many_at_once_and_the_rest_next_time(desk, asset, monkeypatch):
    monkeypatch.setattr(quarantine, "MOST_AT_ONCE", 2)
    for _ in range(3):
        make_held(asset=asset)

    assert "These are the first 2; decide again for the next ones." in decide(desk, "confirm", all="1").text
    for left in (1, 0):
        decide(desk, "confirm", all="1", confirmed="1")
        assert Quarantine.objects.filter(verdict="waiting").count() == left


def test_numbers_without_a_visitor_are_decided_too(desk, asset, marketing_lead):
    row = HeldOpenings.objects.create(day=NOON.date(), asset=asset, reason=Machine.RATE, opened=31)
    assert "31" in desk.get(reverse("quarantine:openings")).text

    said = decide(desk, "restore", "quarantine:decide_openings", row=row.pk)
    assert "31 openings of 1 asset, from 19 March 2026." in said.text
    response = decide(desk, "restore", "quarantine:decide_openings", row=row.pk, confirmed="1")

    assert DailyCount.objects.get().opened == 31
    assert "31 openings count again" in desk.get(response["Location"]).text


@pytest.mark.parametrize("said", [{}, {"row": "x"}, {"row": "9" * 40}, {"row": "1", "verdict": "restored"}])
def test_deciding_on_nothing_changes_nothing(desk, asset, said):
    make_held(asset=asset)

    response = decide(desk, "confirm", confirmed="1", **said)

    assert "Nothing was changed" in desk.get(response["Location"]).text
    assert Quarantine.objects.get().verdict == "waiting"


def test_a_verb_that_is_none_is_not_found(desk):
    assert decide(desk, "burn").status_code == 404
    assert desk.get(reverse("quarantine:decide")).status_code == 405


def test_marketers_look_and_leads_decide_and_others_do_neither(client, asset, marketer):
    touch = make_held(asset=asset)
    client.force_login(marketer)
    text = client.get(reverse("quarantine:index")).text
    assert TITLE in text
    assert "marketing leads decide" in text
    assert decide(client, "restore", row=touch.quarantine.pk, confirmed="1").status_code in (302, 403)
    assert not Touch.objects.counted().exists()

    client.force_login(make_user("Sales"))
    assert TITLE not in client.get(reverse("quarantine:index"), follow=True).text


def test_fifty_rows_cost_as_many_queries_as_one(desk, asset, django_assert_max_num_queries):
    make_held(asset=asset)
    see(desk)
    for _ in range(9):
        make_held(asset=asset)
    with django_assert_max_num_queries(24):
        see(desk)
