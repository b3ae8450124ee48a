"""A salesperson, the person they write to, and a colleague of hers: three browsers."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from analytics.loading import drain
from analytics.models import Touch
from leads.models import Lead
from library.models import ShareReader
from library.tasks import tell_of_thorough_reads
from tests.factories import make_asset, make_lead, make_user
from users.group_permissions import SALES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

WORDS = f"<p>{'Cheap valves cost more than they save. ' * 6}</p>"


@pytest.fixture(autouse=True)
def _spool(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"


def agree(page):
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()


def read_thoroughly(page):
    """As fast as the rule allows: to the end, and some seconds there."""
    page.bring_to_front()
    page.mouse.move(200, 200)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    for step in range(14):
        page.mouse.move(200 + step, 300)
        page.wait_for_timeout(1000)
    page.evaluate("dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(300)


def the_worker_runs():
    drain(at=timezone.now())
    tell_of_thorough_reads()


def test_a_link_is_sent_read_passed_on_and_the_salesperson_hears_of_it(desks):
    asset = make_asset("Valves that last", text=WORDS)
    make_lead("dana@hollis.example", first_name="Dana", last_name="Ruiz")
    sam = make_user(SALES, username="sam", first_name="Sam", last_name="Carter")

    desk = desks(sam)
    desk.goto(f"/library/share/?asset={asset.pk}")
    desk.get_by_label("Find a lead by name, e-mail or company").press_sequentially("dana")
    desk.get_by_role("link", name="Dana Ruiz").click()
    desk.get_by_role("button", name="Make the link").click()
    link = desk.locator("#personal-link").get_attribute("href")
    expect(desk.get_by_role("link", name="Open in the mail program")).to_have_attribute(
        "href", re.compile("^mailto:dana@hollis.example")
    )
    desk.goto("/library/shared/")
    expect(desk.get_by_text("not opened yet")).to_be_visible()

    dana = desks()
    dana.goto(link)
    expect(dana.get_by_role("heading", level=1)).to_have_text("Valves that last")
    assert not ShareReader.objects.exists()
    sent = dana.url
    agree(dana)
    expect(dana).not_to_have_url(sent)
    # What she copies says that it comes from her, as the address bar does.
    own = re.search("shared=([^&]+)", dana.url)[1]
    expect(dana.locator("[data-copy]")).to_have_attribute("data-copy", re.compile(re.escape(own)))
    read_thoroughly(dana)

    the_worker_runs()
    expect(desk.get_by_text("read 100 %", exact=False).first).to_be_visible(timeout=20_000)
    assert Touch.objects.get().source == "shared link"
    assert list(Lead.objects.get().touches()) == [Touch.objects.get()]

    colleague = desks()
    colleague.goto(dana.url)
    agree(colleague)
    expect(colleague).not_to_have_url(dana.url)
    expect(desk.get_by_text("forwarded once")).to_be_visible(timeout=20_000)
    expect(desk.get_by_text("A colleague")).to_be_visible()
    assert ShareReader.objects.get(passed_on_by__isnull=False).passed_on_by.is_recipient
    for page in (desk, dana, colleague):
        assert page.refused == []


def test_what_comes_next_stands_on_each_page_with_and_without_consent(desks):
    first, second = make_asset("First piece", text=WORDS), make_asset("Second piece", text=WORDS)
    sam = make_user(SALES, username="sam", first_name="Sam", last_name="Carter")
    desk = desks(sam)
    desk.goto(f"/library/share/?asset={first.pk}&asset={second.pk}")
    desk.get_by_role("textbox", name="Name").fill("Dana Ruiz")
    desk.get_by_role("button", name="Make the link").click()
    link = desk.locator("#personal-link").get_attribute("href")

    dana = desks()
    dana.goto(link)
    dana.get_by_role("link", name="First piece").click()
    following = dana.get_by_role("complementary", name="From Sam Carter")
    expect(following).to_contain_text("Next in what Sam Carter sent you: Second piece")
    following.get_by_role("link", name="Second piece").click()
    expect(dana.get_by_role("complementary", name="From Sam Carter")).to_contain_text("This is the last")
    assert not ShareReader.objects.exists()
    assert dana.context.cookies() == []

    dana.get_by_role("link", name="All of it").click()
    expect(dana).to_have_url(link)
    agree(dana)
    expect(dana).not_to_have_url(link)
    assert ShareReader.objects.get().is_recipient
    own = re.search("/s/([^/]+)/", dana.url)[1]
    expect(dana.get_by_role("link", name="First piece")).to_have_attribute(
        "href", re.compile(re.escape(f"shared={own}"))
    )
    assert dana.refused == []
