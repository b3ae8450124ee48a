"""S4 to S7 and S13 in real browsers: two salespeople and one reader, from the buyer's question to the reading of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from analytics.loading.draining import drain
from audiences.demand import wanted
from audiences.models import Industry
from buying_stages.models import Pillar
from content.models import SalesEdition
from library.models import ReadSignal, Share, ShareReader
from library.tasks import tell_of_thorough_reads
from tests.factories import make_account, make_asset, make_lead, make_stage, make_touch, make_user, make_visitor
from users.group_permissions import SALES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DAY = timedelta(days=1)
QUESTION = "supply risk short list manufacturing"
WORDS = f"<p>{'The supply of castings is a risk in manufacturing. ' * 6}</p>"


@pytest.fixture(autouse=True)
def _spool(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"


def titles(page):
    return page.locator(".result-title").all_inner_texts()


def agree_and_read(page):
    """As fast as the rule allows: to the end, and some seconds there, by the page's own clock."""
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()
    page.bring_to_front()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(300)
    page.mouse.move(200, 200)
    page.clock.run_for(14_000)
    page.mouse.move(200, 300)
    page.evaluate("dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(300)


def test_from_the_buyers_question_to_the_reading_of_it(desks, search_index):
    short_list, evaluation = make_stage("short-list"), make_stage("evaluation")
    machinery = Industry.objects.create(name="Machinery", slug="machinery")
    case = make_asset("Nineteen suppliers", stage=short_list, text=WORDS)
    method = make_asset("Supply risk in manufacturing", stage=evaluation, text=WORDS, pillar=Pillar.ASPIRATIONAL)
    known = make_asset("What she knows", stage=short_list, text=WORDS)
    SalesEdition.objects.create(asset=case, talking_points="<p>Open with the green filing cabinet.</p>")
    before = make_visitor()
    make_touch(before, known, at=timezone.now() - 5 * DAY, thorough=True)
    dana = make_lead(
        "dana@hollis.example", account=make_account(), visitors=[before], first_name="Dana", last_name="Ruiz"
    )
    sam = desks(make_user(SALES, username="sam", first_name="Sam", last_name="Carter"))
    noor = desks(make_user(SALES, username="noor", first_name="Noor", last_name="Haddad"))

    # S4: he types as she asked; assets of that stage come first, what she has read is marked and comes after
    sam.goto(reverse("library:search") + f"?lead={dana.pk}")
    sam.get_by_label("What does the buyer ask?").press_sequentially(QUESTION, delay=15)
    expect(sam).to_have_url(re.compile("manufacturing"))
    assert titles(sam) == [case.title, method.title, known.title]
    expect(sam.locator(".result", has_text=known.title)).to_contain_text("Read")
    sam.goto(reverse("library:search") + "?q=hydrogen+electrolysers")
    expect(sam.get_by_role("heading", name="No asset answers that")).to_be_visible()
    sam.wait_for_timeout(3000)
    assert [each.words for each in wanted(since=timezone.now() - DAY)] == ["hydrogen electrolysers"]

    # S5: what others hear in her industry, with no customer's name in it
    noor.goto(reverse("library:heard"))
    noor.get_by_label("What did you hear?").fill("Hollis Pumps fears its only foundry.")
    noor.get_by_label("In which industry?").select_option(label="Machinery")
    noor.get_by_role("button", name="Note it").click()
    expect(noor.get_by_text("Hollis", exact=False).first).to_be_visible()
    noor.get_by_label("What did you hear?").fill("A pump maker fears for its supply: one foundry makes every casting.")
    noor.get_by_role("button", name="Note it").click()
    sam.goto(reverse("library:heard") + f"?industry={machinery.slug}")
    point = sam.locator(".point", has_text="one foundry makes every casting")
    expect(point).to_contain_text("Machinery")
    expect(sam.locator(".points")).not_to_contain_text("Hollis")
    expect(sam.locator(".points")).not_to_contain_text("Noor")

    # S6: he shares two assets with her; the link opens without sign-in
    sam.goto(reverse("library:search") + f"?q={QUESTION.replace(' ', '+')}&lead={dana.pk}")
    sam.get_by_label(f"Tick “{case.title}” to share it").check()
    sam.get_by_label(f"Tick “{method.title}” to share it").check()
    sam.get_by_role("button", name=re.compile("Share")).first.click()
    expect(sam.get_by_text("Dana Ruiz").first).to_be_visible()
    sam.get_by_label("Note, for whoever opens the link").fill("As promised.")
    sam.get_by_role("button", name="Make the link").click()
    link = sam.locator("#personal-link").get_attribute("href")
    expect(sam.get_by_label("Text")).to_have_value(re.compile(re.escape(link)))

    reader = desks()
    reader.clock.install()
    reader.goto(link)
    expect(reader.get_by_text("As promised.")).to_be_visible()
    expect(reader.get_by_text("filing cabinet")).to_have_count(0)
    reader.get_by_role("link", name=case.title).click()
    assert not ShareReader.objects.exists()

    # S7: she agrees and reads; within a minute he sees how far, and that it was passed on
    agree_and_read(reader)
    colleague = desks()
    colleague.goto(reader.url)
    colleague.get_by_role("button", name="Yes, remember").click()
    colleague.get_by_text("We remember what you read here, as you agreed").wait_for()
    expect(colleague).not_to_have_url(reader.url)
    drain(at=timezone.now())
    tell_of_thorough_reads()
    sam.goto(reverse("library:shares"))
    expect(sam.get_by_text("forwarded once")).to_contain_text(re.compile("^read 1 of 2 assets, .*100%"))
    assert ReadSignal.objects.get().asset_id == case.pk
    noor.goto(reverse("library:shares"))
    expect(noor.get_by_text("Dana Ruiz")).to_have_count(0)

    # Taken back, the link tells nothing, not even that there was one
    sam.get_by_role("button", name=re.compile("^Revoke")).click()
    assert Share.objects.get().revoked_at
    stranger = desks()
    stranger.goto(link)
    told = stranger.locator("main").inner_text()
    stranger.goto(link[:-8] + "altered/")
    assert stranger.locator("main").inner_text() == told
    assert "Sam" not in told

    # S13: she rates it and leaves a tip; it counts once a colleague was helped
    noor.goto(reverse("library:asset", args=[case.pk]))
    noor.get_by_text("Leave a tip", exact=True).click()
    noor.locator("[name=text]").fill("Send it before the call.")
    noor.get_by_role("button", name="Leave the tip").click()
    expect(noor.locator(".tip")).to_contain_text("Send it before the call.")
    noor.get_by_role("group", name=re.compile("^The asset")).get_by_label("4 of 5 stars").check()
    noor.get_by_role("button", name="Rate").first.click()
    expect(noor.get_by_role("button", name="Change", exact=True)).to_be_visible()
    sam.goto(reverse("library:asset", args=[case.pk]))
    sam.get_by_role("button", name=re.compile("It helped me.*the tip of Noor Haddad")).click()
    expect(sam.locator(".tip")).to_contain_text("Helped 1 colleague")
    expect(sam.get_by_role("group", name=re.compile("^The asset"))).to_contain_text("n = 1")
    for page in (sam, noor, reader, colleague, stranger):
        assert page.refused == []
