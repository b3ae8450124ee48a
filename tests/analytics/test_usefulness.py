import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.test import Client

from analytics import pace
from analytics.models import DaySalt, UsefulnessVote, Visitor
from analytics.usefulness import Sender, Tally, Vote, day_key, forget_former_days, keep, tally_of
from analytics.visitors import VISITOR_COOKIE
from tests.analytics.conftest import signed
from tests.analytics.makers import BROWSER, CHROME
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db

ADA = Sender(address="192.0.2.1", agent=BROWSER)


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything():
    pace.forget()


def say(client, asset, *, agent=BROWSER, headers=(), **said):
    said = {"useful": "yes", "version": asset.live_revision_id} | said
    return client.post(f"/forms/useful/{asset.pk}/", said, headers={"user-agent": agent, **dict(headers)})


def votes():
    return list(UsefulnessVote.objects.order_by("pk").values_list("useful", "reason", "remark"))


def test_the_question_stands_below_the_text_and_is_the_same_for_all(client, reader, asset):
    html = client.get(asset.url).text

    assert "Was this useful?" in html
    assert "csrf" not in html
    part = re.search(r'<section class="useful".*?</section>', html, re.DOTALL).group()
    assert part in reader.get(asset.url).text


def test_a_button_votes_and_leads_back_to_the_thanks_without_a_cookie(client, asset):
    response = say(client, asset)

    assert (response.status_code, response.url) == (302, f"{asset.url}#useful-yes")
    assert not response.cookies
    assert not Visitor.objects.exists()
    assert votes() == [(True, "", "")]


def test_the_script_hears_that_it_is_kept_and_stays(client, asset):
    assert say(client, asset, headers={"X-Requested-With": "fetch"}).status_code == 204


def test_a_second_answer_takes_the_place_of_the_first(client, asset):
    say(client, asset)
    response = say(client, asset, useful="no", reason="general", remark="  Where are\nthe numbers? ")

    assert response.url == f"{asset.url}#useful-kept"
    assert votes() == [(False, "general", "Where are the numbers?")]


def test_readers_on_different_machines_are_kept_apart(client, asset):
    say(client, asset)
    say(client, asset, agent=CHROME, useful="no")

    assert [useful for useful, *_ in votes()] == [True, False]


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_a_link_does_not_vote(client, asset, method):
    response = getattr(client, method)(f"/forms/useful/{asset.pk}/?useful=yes&version={asset.live_revision_id}")

    assert (response.status_code, response.url) == (302, asset.url)
    assert votes() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"Sec-Purpose": "prefetch"},
    ],
    ids=["robot", "prefetch"],
)
def test_machines_are_thanked_and_not_counted(client, asset, headers):
    assert say(client, asset, headers=headers).status_code == 302
    assert votes() == []


def test_who_fills_in_what_people_do_not_see_is_not_counted(client, asset):
    assert say(client, asset, website="http://spam.example").status_code == 302
    assert votes() == []


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_vote_for_its_visitors(client, asset, headers):
    response = say(client, asset, headers=headers)

    assert response.status_code == 403
    assert "Nothing was kept" in response.text or "nothing was kept" in response.text
    assert votes() == []


def test_colleagues_are_not_counted_and_are_told(client, asset, marketer):
    client.force_login(marketer)

    response = say(client, asset)

    assert response.status_code == 403
    assert "signed in as a colleague" in response.text
    assert votes() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"useful": ""},
        {"useful": "maybe"},
        {"reason": "because"},
        {"remark": "x" * 201},
        {"remark": "a\x00b"},
        {"version": "now"},
        {"version": "-1"},
        {"version": "9" * 30},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_in_words(client, asset, changes):
    response = say(client, asset, **changes)

    assert response.status_code in (409, 422)
    assert 'role="alert"' in response.text
    assert votes() == []


def test_an_answer_to_an_older_version_is_not_taken_for_one_to_the_new(client, asset):
    old = asset.live_revision_id
    asset.save_revision().publish()

    response = say(client, asset, version=old)

    assert response.status_code == 409
    assert "has changed since you opened it" in response.text
    assert votes() == []


def test_each_version_has_its_own_vote(asset):
    visitor = make_visitor()
    keep(Vote(useful=False), asset, visitor=visitor, sender=ADA, at=NOON)
    asset.save_revision().publish()
    asset.refresh_from_db()
    keep(Vote(useful=True), asset, visitor=visitor, sender=ADA, at=NOON)

    assert len(votes()) == 2
    assert tally_of(asset) == Tally(useful=1, n=2)


@pytest.mark.parametrize("state", [{"live": False}, {"expire_at": NOON}], ids=["draft", "expired"])
def test_a_hidden_asset_answers_as_if_it_were_not_there(client, state):
    asset = make_asset("Hidden", **state)

    assert say(client, asset, version=asset.live_revision_id or 0).status_code == 404
    assert client.post("/forms/useful/999999999999999999/", {"useful": "yes"}).status_code == 404
    assert votes() == []


def test_a_reader_who_consented_has_one_vote_on_any_day(reader, visitor, asset):
    for day in (0, 1):
        with time_machine.travel(NOON + timedelta(days=day), tick=False):
            reader.cookies[VISITOR_COOKIE] = signed(visitor.key)
            say(reader, asset)

    vote = UsefulnessVote.objects.get()
    assert (vote.visitor, vote.day_key, vote.day) == (visitor, "", date(2026, 3, 20))


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_tracked_votes_without_a_name(reader, asset, header):
    say(reader, asset, headers={header: "1"})

    vote = UsefulnessVote.objects.get()
    assert vote.visitor is None
    assert len(vote.day_key) == 64


def test_consenting_after_the_vote_makes_no_second_one(client, visitor, asset):
    say(client, asset)
    client.cookies[VISITOR_COOKIE] = signed(visitor.key)
    say(client, asset, useful="no")

    assert UsefulnessVote.objects.get().visitor == visitor


def test_one_answer_too_many_in_a_minute_waits(client, asset):
    for _ in range(pace.ALLOWED):
        say(client, asset)

    response = say(client, asset)

    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")


def test_one_network_does_not_make_up_readers_of_one_piece(client, asset):
    """The browser's name is the sender's to choose, so another one each time must not be another reader for ever."""
    with time_machine.travel(NOON, tick=False) as clock:
        for number in range(pace.ALLOWED + 1):
            clock.shift(timedelta(seconds=61))
            response = say(client, asset, agent=f"{BROWSER} {number}")

    assert (response.status_code, response.headers["Retry-After"]) == (429, "3600")
    assert UsefulnessVote.objects.count() == pace.ALLOWED
    assert say(client, make_asset("Another piece")).status_code == 302


def test_no_token_is_asked_for_since_it_would_need_a_cookie(asset):
    assert say(Client(enforce_csrf_checks=True), asset).status_code == 302


# Keys of a day


def test_a_key_says_nothing_without_its_salt_and_differs_by_all_that_it_is_made_of():
    made = {
        day_key(b"salt", ADA, asset=1, version=1),
        day_key(b"other", ADA, asset=1, version=1),
        day_key(b"salt", Sender("192.0.2.2", BROWSER), asset=1, version=1),
        day_key(b"salt", Sender("192.0.2.1", CHROME), asset=1, version=1),
        day_key(b"salt", ADA, asset=2, version=1),
        day_key(b"salt", ADA, asset=1, version=2),
    }

    assert len(made) == 6
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key in made)


def test_the_first_vote_of_a_day_replaces_the_salt_and_clears_the_keys_of_former_days(asset):
    keep(Vote(useful=True), asset, visitor=None, sender=ADA, at=NOON)
    before = bytes(DaySalt.objects.get().salt)

    keep(Vote(useful=True), asset, visitor=None, sender=ADA, at=NOON + timedelta(days=1))

    salt = DaySalt.objects.get()
    assert (salt.pk, salt.day) == (1, date(2026, 3, 20))
    assert bytes(salt.salt) != before
    assert [bool(vote.day_key) for vote in UsefulnessVote.objects.order_by("pk")] == [False, True]


def test_a_quiet_day_forgets_too_and_keeps_what_was_said(asset):
    keep(Vote(useful=True, reason="new"), asset, visitor=None, sender=ADA, at=NOON)

    forget_former_days(date(2026, 3, 20))

    assert not DaySalt.objects.exists()
    assert UsefulnessVote.objects.get().day_key == ""
    assert votes() == [(True, "new", "")]


def test_the_database_holds_one_vote_a_visitor_and_version(asset):
    vote = {"asset": asset, "version": 1, "useful": True, "day": NOON.date(), "visitor": make_visitor()}
    UsefulnessVote.objects.create(**vote)

    with pytest.raises(IntegrityError), transaction.atomic():
        UsefulnessVote.objects.create(**vote)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_clicks_at_once_are_one_vote(asset):
    def click(_):
        try:
            keep(Vote(useful=True), asset, visitor=None, sender=ADA, at=NOON)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(click, range(24)))

    assert UsefulnessVote.objects.count() == 1
    assert DaySalt.objects.count() == 1


def test_a_share_is_told_with_its_number_and_its_interval():
    assert Tally(useful=8, n=10).in_words == "8 of 10 (80%, likely 49 to 94%)"
    assert Tally(useful=0, n=0).in_words == "nobody has said"
