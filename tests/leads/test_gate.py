from datetime import timedelta

import pytest
import time_machine
from django.core.signing import TimestampSigner

from leads.gate import key_for, opens
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

    make_lead(visitors=[visitor])

    assert REST in page(client, asset)


def test_colleagues_see_through(client, asset, marketer):
    client.force_login(marketer)

    assert REST in page(client, asset)


def test_an_asset_that_is_not_gated_has_no_form(client):
    asset = make_asset("Open to all", text=f"<p>{REST}</p>")

    html = page(client, asset)

    assert REST in html
    assert "/forms/" not in html
