"""A salesperson, the person they write to, and a colleague of hers: three browsers."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from analytics.loading.draining import drain
from analytics.models import Touch
from leads.models import Lead
from library.models import ShareReader
from library.tasks import tell_of_thorough_reads
from tests.factories import make_asset, make_lead, make_user
from tests.library.sharing.makers import make_collection
from users.group_permissions import SALES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# Well within the minute that was promised.
ASKS_AGAIN = 16_000
WORDS = f"<p>{'Cheap valves cost more than they save. ' * 6}</p>"


@pytest.fixture(autouse=True)
def _spool(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"


def agree(page):
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()


def read_thoroughly(page):
    """As fast as the rule allows: to the end, and some seconds there, by the page's own clock."""
    page.bring_to_front()
    page.mouse.move(200, 200)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(300)
    page.clock.run_for(14_000)
    page.mouse.move(200, 300)
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
    desk.clock.install()
    desk.goto(f"/library/share/?asset={asset.pk}")
    desk.get_by_label("Find a lead by name, e-mail or company").press_sequentially("dana")
    desk.get_by_role("link", name="Dana Ruiz").click()
    desk.get_by_label("Note, for whoever opens the link").fill("Start with the second part.")
    desk.get_by_role("button", name="Make the link").click()
    link = desk.locator("#personal-link").get_attribute("href")
    expect(desk.get_by_role("link", name="Open in the mail program")).to_have_attribute(
        "href", re.compile("^mailto:dana@hollis.example")
    )
    desk.goto("/library/shared/")
    expect(desk.get_by_text("not opened yet")).to_be_visible()

    dana = desks()
    dana.clock.install()
    dana.goto(link)
    expect(dana.get_by_role("heading", level=1)).to_have_text("Valves that last")
    expect(dana.locator(".asset-head").get_by_text("writes: Start with the second part.")).to_be_visible()
    assert not ShareReader.objects.exists()
    sent = dana.url
    agree(dana)
    expect(dana).not_to_have_url(sent)
    # What she copies says that it comes from her, as the address bar does.
    own = re.search("shared=([^&]+)", dana.url)[1]
    expect(dana.locator("[data-copy]")).to_have_attribute("data-copy", re.compile(re.escape(own)))
    read_thoroughly(dana)

    the_worker_runs()
    desk.bring_to_front()
    desk.clock.run_for(ASKS_AGAIN)
    expect(desk.get_by_text("read 100%", exact=False).first).to_be_visible()
    assert Touch.objects.get().source == "shared link"
    assert list(Lead.objects.get().touches()) == [Touch.objects.get()]

    colleague = desks()
    colleague.goto(dana.url)
    agree(colleague)
    expect(colleague).not_to_have_url(dana.url)
    desk.bring_to_front()
    desk.clock.run_for(ASKS_AGAIN)
    expect(desk.get_by_text("forwarded once")).to_be_visible()
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


def test_whoever_moves_an_asset_by_keyboard_keeps_their_place(desks):
    sam = make_user(SALES, username="sam")
    pack = make_collection(by=sam, assets=[make_asset(title) for title in ("First", "Second", "Third")])
    desk = desks(sam)
    desk.goto(f"/library/collections/{pack.pk}/")

    down, up = (desk.get_by_role("button", name=re.compile(f"^{way}.*First")) for way in ("Down", "Up"))
    down.press("Enter")
    expect(down).to_be_focused()
    desk.keyboard.press("Enter")
    expect(up).to_be_focused()
    assert desk.locator(".collection-items .share-title").all_text_contents() == ["Second", "Third", "First"]
