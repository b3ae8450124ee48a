"""The question, its answers, and the page on which everybody can change theirs."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from analytics.consent import TEXT_VERSION
from analytics.loading.draining import drain
from analytics.models import Consent, Touch, Visitor
from analytics.pace import ALLOWED
from analytics.visitors import CONSENT_COOKIE, VISITOR_COOKIE
from content.models import HomePage, InsightsPage
from tests.analytics.makers import make_event, post
from tests.factories import NOON, make_asset, make_expert

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger():
    return Client()


def answer(client, choice, *, follow=False, **headers):
    form = {"choice": choice, "next": "/insights/"}
    return client.post(reverse("consent"), form, headers={n.replace("_", "-"): v for n, v in headers.items()})


def test_yes_makes_a_visitor_and_gives_both_cookies(stranger):
    response = answer(stranger, "yes", origin="http://testserver", sec_fetch_site="same-origin")

    assert (response.status_code, response["Location"]) == (302, "/insights/")
    consent = Consent.objects.get()
    assert (consent.choice, consent.visitor) == (Consent.Choice.GIVEN, Visitor.objects.get())
    ours, plain = response.cookies[VISITOR_COOKIE], response.cookies[CONSENT_COOKIE]
    assert (ours["httponly"], ours["samesite"], ours["secure"], ours["max-age"]) == (True, "Lax", "", 395 * 86_400)
    assert (plain.value, plain["httponly"]) == ("yes", "")


def test_over_https_the_cookies_are_secure(stranger):
    response = stranger.post(reverse("consent"), {"choice": "yes"}, secure=True)

    assert response.cookies[VISITOR_COOKIE]["secure"]
    assert response.cookies[CONSENT_COOKIE]["secure"]


def test_yes_twice_is_one_visitor(stranger):
    answer(stranger, "yes")
    answer(stranger, "yes")

    assert (Visitor.objects.count(), Consent.objects.count()) == (1, 1)


def test_no_leaves_no_row_and_no_cookie_and_is_heard(stranger):
    response = answer(stranger, "no")

    assert (response.status_code, response["Location"]) == (302, "/insights/#said-no")
    assert not Visitor.objects.exists()
    assert all(cookie["max-age"] == 0 for cookie in response.cookies.values())


@pytest.mark.parametrize("choice", ["withdraw", "no"])
def test_who_takes_it_back_is_remembered_no_longer(reader, visitor, asset, choice):
    response = answer(reader, choice)

    visitor.refresh_from_db()
    assert visitor.withdrawn_at
    assert visitor.consents.get().choice == Consent.Choice.WITHDRAWN
    assert {name for name, cookie in response.cookies.items() if cookie["max-age"] == 0} == {
        VISITOR_COOKIE,
        CONSENT_COOKIE,
    }


def test_an_event_that_was_under_way_when_consent_was_withdrawn_is_dropped(reader, asset):
    post(reader, json.dumps(make_event(asset=asset.pk)))
    answer(reader, "withdraw")
    drain(at=NOON)

    assert not Touch.objects.exists()


@pytest.mark.parametrize("header", ["sec_gpc", "dnt"])
def test_the_browsers_own_refusal_wins_over_a_yes(stranger, header):
    response = answer(stranger, "yes", **{header: "1"})

    assert not Visitor.objects.exists()
    assert all(cookie["max-age"] == 0 for cookie in response.cookies.values())


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
def test_another_site_cannot_answer(stranger, headers):
    assert answer(stranger, "yes", **headers).status_code == 403
    assert not Visitor.objects.exists()


@pytest.mark.parametrize(
    "away",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\nhttps://evil.example", ""],
)
def test_the_way_back_is_on_our_own_site(stranger, away):
    response = stranger.post(reverse("consent"), {"choice": "yes", "next": away})

    assert response["Location"] == "/"


def test_an_unknown_answer_changes_nothing(stranger):
    assert answer(stranger, "maybe").status_code == 400
    assert stranger.get(reverse("consent")).status_code == 405


def test_the_privacy_page_says_the_present_choice(reader, stranger):
    assert "You agreed" in reader.get(reverse("privacy")).text
    assert "You have not agreed" in stranger.get(reverse("privacy")).text
    assert "global privacy control" in reader.get(reverse("privacy"), headers={"sec-gpc": "1"}).text
    assert "no-store" in stranger.get(reverse("privacy"))["Cache-Control"]
    assert not stranger.cookies


def test_a_yes_names_the_text_that_it_was_said_to(stranger):
    answer(stranger, "yes")

    assert Consent.objects.get().text_version == TEXT_VERSION


def test_a_script_cannot_say_yes_as_often_as_it_can(stranger):
    answers = [answer(Client(), "yes").status_code for _ in range(ALLOWED + 1)]
    refused = answer(Client(), "yes")

    assert set(answers[:ALLOWED]) == {302}
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    assert "nothing is kept of you" in refused.text
    assert Visitor.objects.count() == ALLOWED


def test_a_no_is_never_slowed(reader, visitor):
    for _ in range(ALLOWED + 1):
        answer(Client(), "yes")

    assert answer(Client(), "no").status_code == 302
    assert answer(reader, "withdraw").status_code == 302
    visitor.refresh_from_db()
    assert visitor.withdrawn_at


def test_the_privacy_page_offers_to_withdraw_to_those_who_agreed_only(reader, stranger):
    assert 'value="withdraw"' in reader.get(reverse("privacy")).text
    assert 'value="withdraw"' not in stranger.get(reverse("privacy")).text


def public_addresses():
    asset = make_asset("A long idea", text="<p>word</p>", topics=["Supply"], authors=[make_expert()])
    yield from (HomePage.objects.get().url, InsightsPage.objects.get().url, asset.url)
    yield from (reverse("topics"), reverse("topic", args=["supply"]), reverse("experts"))
    yield from (reverse("expert", args=["ada-okafor"]), reverse("search"), reverse("search") + "?q=nothing+of+the+kind")
    yield from (reverse("privacy"), reverse("follow_asked"), reverse("contact_received"))
    yield from ("/no/such/page/", "/s/no-such-link/", "/following/no-such-link/")


def test_every_public_page_leads_to_the_choice(stranger):
    for address in public_addresses():
        page = stranger.get(address)
        foot = page.text.partition('<footer class="colophon"')[2]
        assert 'href="/privacy/"' in foot, (address, page.status_code)
        assert 'data-consent="asked"' in foot, address


def test_also_a_page_that_failed_leads_there(stranger, settings):
    stranger.raise_request_exception = False
    page = (settings.BASE_DIR / "templates" / "500.html").read_text()

    assert f'href="{reverse("privacy")}"' in page


def test_the_question_works_without_a_script(stranger):
    """A form of plain buttons, of one kind, in the flow of the page: nothing floats over it and nothing is preselected."""
    html = stranger.get(reverse("privacy")).text.partition("<footer")[2]

    assert html.count('<button class="button" name="choice"') == 2
    assert "<dialog" not in html
    assert "autofocus" not in html
    assert "checked" not in html
