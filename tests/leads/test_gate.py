import re
from datetime import timedelta

import pytest
import time_machine
from django.core.signing import TimestampSigner

from leads.gate import key_for, opens
from leads.identification import recognise
from leads.models import Lead
from tests.factories import NOON, make_asset, make_lead, make_visitor
from tests.leads.makers import remember

pytestmark = pytest.mark.django_db

REST = "What stands behind the form"


@pytest.fixture
def asset():
    """Long enough that its opening is not the whole of it."""
    text = "".join(f"<p>{'Opening words. ' * 40}</p>" for _ in range(12)) + f"<p>{REST}</p>"
    return make_asset("A gated paper", gated=True, text=text)


def page(client, asset, **query):
    return client.get(asset.url, query).content.decode()


def test_a_stranger_sees_the_form_and_not_the_rest(client, asset):
    html = page(client, asset)

    assert f'action="/forms/{asset.pk}/"' in html
    assert REST not in html


def test_a_key_opens_its_asset_and_no_other(client, asset):
    assert REST in page(client, asset, key=key_for(asset))
    assert REST not in page(client, asset, key=key_for(make_asset("Another", gated=True)))


@pytest.mark.parametrize(
    "key",
    ["", "x", "1:2:3", "\x00", "ü" * 3000, TimestampSigner(salt="other").sign("1")],
    ids=["none", "short", "like ours", "nul", "long", "signed for another purpose"],
)
def test_what_we_did_not_sign_opens_nothing(client, asset, key):
    assert not opens(key, asset)
    assert REST not in page(client, asset, key=key)


def test_a_key_ends_after_a_week(asset):
    with time_machine.travel(NOON, tick=False):
        key = key_for(asset)
    with time_machine.travel(NOON + timedelta(days=6, hours=23), tick=False):
        assert opens(key, asset)
    with time_machine.travel(NOON + timedelta(days=7, seconds=1), tick=False):
        assert not opens(key, asset)


def test_a_reader_whom_we_know_is_not_asked_again(client, asset):
    visitor = remember(client, make_visitor())
    assert REST not in page(client, asset)

    make_lead(visitors=[visitor], first_name="Ada", last_name="Okafor")

    assert REST in page(client, asset)


def test_of_a_reader_whom_we_know_in_part_only_the_rest_is_asked(client, asset):
    visitor = remember(client, make_visitor())
    make_lead("ada@hollis.example", visitors=[visitor], first_name="Adeline")

    html = page(client, asset)

    assert asked(html) == ["last_name"]
    assert not re.search("Adeline|ada@hollis|Hollis", html)

    response = client.post(f"/forms/{asset.pk}/", {"last_name": "Okafor"})

    assert (response.status_code, response.url) == (302, asset.url)
    assert Lead.objects.get().name == "Adeline Okafor"
    assert REST in page(client, asset)


def test_a_value_that_is_missing_still_is_said_in_the_short_form(client, asset):
    make_lead(visitors=[remember(client, make_visitor())], first_name="Ada")

    response = client.post(f"/forms/{asset.pk}/", {"last_name": ""})

    assert response.status_code == 422
    assert asked(response.text) == ["last_name"]
    assert 'aria-describedby="id_last_name_error"' in response.text


def test_somebody_else_at_a_known_browser_gets_the_whole_form(client, asset):
    make_lead("ada@hollis.example", visitors=[remember(client, make_visitor())])

    response = client.post(f"/forms/{asset.pk}/", {"somebody_else": "1"})

    assert asked(response.text) == ["email", "first_name", "last_name", "company"]
    bo = {"email": "bo@x.example", "first_name": "Bo", "last_name": "Li", "company": "Pumps"}
    client.post(f"/forms/{asset.pk}/", bo)
    assert Lead.objects.get(email="bo@x.example").name == "Bo Li"
    assert Lead.objects.get(email="ada@hollis.example").name == ""


@pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
def test_who_asks_not_to_be_tracked_is_asked_like_a_stranger(client, asset, header):
    make_lead(visitors=[remember(client, make_visitor())], first_name="Ada", last_name="Okafor")

    html = client.get(asset.url, headers={header: "1"}).text

    assert asked(html) == ["email", "first_name", "last_name", "company"]


def test_a_page_that_a_key_opened_is_in_no_cache_and_no_index(client, asset):
    response = client.get(asset.url, {"key": key_for(asset)})

    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert re.search(r'<link rel="canonical" href="[^"?]+"', response.text)


def asked(html):
    """The fields that a person sees, in the order in which the keyboard meets them."""
    form = re.search(r'<form[^>]* id="gate".*?</form>', html, re.DOTALL).group()
    return [name for name in re.findall(r'<input type="(?:text|email)" name="(\w+)"', form) if name != "website"]


def test_colleagues_see_through(client, asset, marketer):
    client.force_login(marketer)

    assert REST in page(client, asset)


def test_an_asset_that_is_not_gated_has_no_form(client):
    asset = make_asset("Open to all", text=f"<p>{REST}</p>")

    html = page(client, asset)

    assert REST in html
    assert 'id="gate"' not in html


def test_whom_only_a_personal_link_names_is_asked_like_anybody_else(client, asset):
    visitor = make_visitor()
    remember(client, visitor)
    lead = make_lead(first_name="Ada", last_name="Okafor")
    recognise(visitor, lead, at=NOON)

    html = page(client, asset)
    assert REST not in html
    assert "Work e-mail" in html

    visitor.identification.confirmed_at = NOON
    visitor.identification.save()
    assert REST in page(client, asset)
