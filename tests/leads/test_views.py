import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from analytics import pace
from analytics.models import Visitor
from analytics.visitors import VISITOR_COOKIE
from leads.gate import opens
from leads.models import FormAnswer, Identification, Lead
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor
from tests.leads.makers import remember

pytestmark = pytest.mark.django_db

ADA = {"email": "ada@hollis.example", "first_name": "Ada", "last_name": "Okafor", "company": "Hollis Pumps"}


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything():
    pace.forget()


@pytest.fixture
def asset():
    return make_asset("A gated paper", gated=True)


def send(client, asset, *, headers=None, **changes):
    return client.post(f"/forms/{asset.pk}/", ADA | changes, headers=headers)


def test_a_reader_goes_on_with_a_key_and_without_a_cookie(client, asset):
    response = send(client, asset)

    there = urlsplit(response.url)
    assert (response.status_code, there.path) == (302, asset.url)
    assert opens(parse_qs(there.query)["key"][0], asset)
    assert not response.cookies
    assert not Visitor.objects.exists()
    assert Lead.objects.get().form_answers.get().asset == asset


def test_a_reader_who_consented_brings_what_they_read_before(client, asset):
    visitor = remember(client, make_visitor())
    touch = make_touch(visitor, asset, at=NOON)

    send(client, asset)

    assert list(Lead.objects.get().touches()) == [touch]


def test_the_second_person_on_a_browser_gets_a_cookie_of_their_own(client, asset):
    first = remember(client, make_visitor())
    make_lead("bo@hollis.example", visitors=[first])

    response = send(client, asset)

    assert VISITOR_COOKIE in response.cookies
    assert Visitor.objects.count() == 2
    assert first.identification.lead.email == "bo@hollis.example"


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_tracked_is_joined_to_nothing(client, asset, header):
    remember(client, make_visitor())

    response = send(client, asset, headers={header: "1"})

    assert response.status_code == 302
    assert not Identification.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Please give the e-mail address that you use at work."),
        ({"email": "nobody"}, "This does not look like an e-mail address."),
        ({"email": "ünï@x.example"}, "This does not look like an e-mail address."),
        ({"first_name": " "}, "Please give your first name."),
        ({"company": ""}, "Please name the company that you work for."),
        ({"last_name": "x" * 10_000}, "at most 80 characters"),
        ({"first_name": "A\x00da"}, "Null characters are not allowed."),
        ({"email": "a" * 250 + "@x.example"}, "at most 254 characters"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_is_kept(client, asset, changes, sentence):
    response = send(client, asset, **changes)

    html = response.content.decode()
    assert response.status_code == 422
    assert html.count('class="field-error"') == 1
    assert sentence in html
    assert ("Okafor" in html) or "last_name" in changes
    assert not Lead.objects.exists()


def test_the_keyboard_waits_at_the_first_field_that_is_wrong(client, asset):
    html = send(client, asset, last_name="", company="").content.decode()

    assert re.findall(r'<input[^>]*name="(\w+)"[^>]* autofocus', html) == ["last_name"]


def test_each_error_belongs_to_its_field_for_those_who_listen(client, asset):
    html = send(client, asset, email="nobody").content.decode()

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_email_error"' in html
    assert 'id="id_email_error"' in html


def test_markup_that_is_typed_is_shown_as_text(client, asset):
    html = send(client, asset, email="", first_name='"><script>alert(1)</script>').content.decode()

    assert "<script>alert(1)" not in html


def test_names_in_any_script_are_kept(client, asset):
    send(client, asset, first_name="Zoë", last_name="李", email="zoe@bücher.example")

    assert Lead.objects.get().name == "Zoë 李"


def test_two_clicks_make_one_lead(client, asset):
    for email in ("Ada@Hollis.example", "ada@hollis.example "):
        assert send(client, asset, email=email).status_code == 302

    assert Lead.objects.count() == FormAnswer.objects.count() == 1


def test_a_machine_is_sent_away_politely(client, asset):
    response = send(client, asset, website="http://spam.example")

    assert (response.status_code, response.url) == (302, asset.url)
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_a_form_on_another_site_is_refused(client, asset, headers):
    assert send(client, asset, headers=headers).status_code == 403
    assert not Lead.objects.exists()


def test_our_own_page_may_send(client, asset):
    assert send(client, asset, headers={"Origin": "http://testserver"}).status_code == 302


def test_no_token_is_asked_for_since_it_would_need_a_cookie(asset):
    response = send(Client(enforce_csrf_checks=True), asset)

    assert response.status_code == 302
    assert not response.cookies


def test_one_form_too_many_in_a_minute_waits_with_what_was_typed(client, asset):
    for _ in range(pace.ALLOWED):
        send(client, asset, email="")

    response = send(client, asset)

    assert (response.status_code, response.headers["Retry-After"]) == (429, "60")
    assert "Okafor" in response.content.decode()
    assert not Lead.objects.exists()


def test_an_address_bar_leads_to_the_asset(client, asset):
    response = client.get(f"/forms/{asset.pk}/")

    assert (response.status_code, response.url) == (302, asset.url)


@pytest.mark.parametrize(
    "fields",
    [{"gated": False}, {"gated": True, "live": False}, {"gated": True, "expire_at": NOON - timedelta(days=900)}],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_visible_gated_assets_have_a_form(client, fields, method):
    asset = make_asset("Not this one", **fields)

    assert getattr(client, method)(f"/forms/{asset.pk}/", ADA).status_code == 404
    assert client.post("/forms/999999999999999999999/", ADA).status_code == 404


def test_behind_a_proxy_one_reader_does_not_use_up_the_pace_of_the_others(client, asset, settings):
    settings.PROXIES = 1
    for _ in range(pace.ALLOWED + 1):
        last = send(client, asset, headers={"X-Forwarded-For": "192.0.2.7"})

    assert last.status_code == 429
    assert send(client, asset, headers={"X-Forwarded-For": "192.0.2.8"}).status_code == 302


def test_without_a_proxy_nobody_gets_another_pace_by_claiming_an_address(client, asset):
    sent = [send(client, asset, headers={"X-Forwarded-For": f"192.0.2.{n}"}) for n in range(pace.ALLOWED + 1)]

    assert sent[-1].status_code == 429
