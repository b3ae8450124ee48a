"""What a reader does with our forms in a real browser: the gate, a topic by mail, and the keyboard alone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from analytics import pace
from leads.digests import write_digests
from leads.letters import send_waiting
from leads.models import Following, Lead
from tests.factories import make_asset, make_stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

REST = "What stands behind the form"


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything(settings, live_server):
    pace.forget()
    settings.BASE_URL = live_server.url


@pytest.fixture
def gated(live_server):
    text = "".join(f"<p>{'Opening words. ' * 40}</p>" for _ in range(12)) + f"<p>{REST}</p>"
    return live_server.url + make_asset("A gated paper", gated=True, text=text, topics=["Supply risk"]).get_url()


def fill(page):
    page.get_by_label("Work e-mail").fill("ada@hollis.example")
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name").fill("Okafor")
    page.get_by_label("Company").fill("Hollis Pumps")
    page.get_by_role("button", name="Open the article").click()
    page.get_by_text(REST).wait_for()


def test_a_reader_without_consent_goes_on_keeps_a_clean_address_and_may_reload(page, context, gated):
    page.goto(gated)
    fill(page)

    expect(page).to_have_url(gated)
    page.reload()
    page.get_by_text(REST).wait_for()
    expect(page).to_have_url(gated)
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_reader_who_consented_goes_on_without_a_key_and_is_not_asked_again(page, gated):
    page.goto(gated)
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()
    seen = []
    page.on("request", lambda request: seen.append(request.url))
    fill(page)

    expect(page).to_have_url(gated)
    assert not [address for address in seen if "key=" in address]
    page.goto(gated)
    assert page.get_by_text(REST).is_visible()


def test_the_gate_is_filled_in_with_the_keyboard_alone_in_the_order_that_is_read(page, gated):
    page.goto(gated)
    page.get_by_label("Work e-mail").focus()
    for typed in ("ada@hollis.example", "Ada", "", "Hollis Pumps"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("Please give your last name.").wait_for()

    assert page.evaluate("document.activeElement.name") == "last_name"
    page.keyboard.type("Okafor")
    page.keyboard.press("Enter")
    page.get_by_text(REST).wait_for()
    assert Lead.objects.get().name == "Ada Okafor"


def test_a_reader_follows_a_topic_from_an_asset_to_the_mail_and_leaves(page, live_server, mailoutbox):
    asset = make_asset(
        "An early idea",
        stage=make_stage("epiphany"),
        call_to_action="follow",
        topics=["Supply risk"],
        text="<p>Text</p>",
    )
    page.goto(live_server.url + asset.get_url())
    page.get_by_label("Your e-mail").fill("ada@hollis.example")
    page.get_by_label("How often").select_option("As soon as something appears")
    page.get_by_role("button", name="Follow").click()
    page.get_by_role("heading", name="Look in your mail").wait_for()
    send_waiting(at=timezone.now())

    page.goto(re.search(r"http://\S+/following/confirm/\S+", mailoutbox[0].body).group())
    page.get_by_role("button", name="Yes, follow").click()
    page.get_by_role("heading", name="You follow this topic").wait_for()
    following = Following.objects.active().get()
    assert (following.topic.name, following.frequency) == ("Supply risk", "once")

    make_asset("Something new", topics=["Supply risk"], first_published_at=timezone.now())
    write_digests(at=timezone.now())
    send_waiting(at=timezone.now())
    page.goto(re.search(r"http://\S+/following/\S+", mailoutbox[1].body).group())
    page.get_by_role("button", name="Leave, no more mail").click()
    page.get_by_text("You follow nothing").wait_for()
    assert not Following.objects.active().exists()
