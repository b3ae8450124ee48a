"""The whole loop in a real browser: from the marketer's first click to the credit on the lead record."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from analytics.models import Touch
from analytics.tasks import drain_spool
from buying_stages.models import Pillar
from content.models import AssetPage, InsightsPage
from leads.models import Lead
from revenue.models import Credit
from tests.factories import make_asset, make_stage, make_user
from users.group_permissions import MARKETING, SALES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TITLE = "Stock is a promise to a person"
TEXT = (
    "Ask a planner what a safety stock is for and you will hear about variance. Ask the nurse who waits for a pump part, "
    "and you will hear about a promise that somebody made without knowing her. The number on the screen is the size of "
    "that promise, and it should be set by whoever has to keep it."
)


def publish_in_the_editor(page):
    page.goto(reverse("wagtailadmin_pages:add", args=["content", "assetpage", InsightsPage.objects.get().pk]))
    page.locator("#id_title").fill(TITLE)
    page.locator("#id_summary").fill("Set the stock where the promise is kept.")
    page.locator("#id_pillar").select_option(Pillar.ASPIRATIONAL)
    page.locator("#id_stage").select_option(label="Interest")
    page.locator("#id_for_everyone").check()
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Text").first.click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type(TEXT)
    expect(page.locator("[name=body-0-value]")).to_have_value(re.compile("keep it"))  # the editor saves a moment later
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages")).to_contain_text("and published")
    asset = AssetPage.objects.get(title=TITLE)
    assert asset.word_count == len(TEXT.split())
    return asset


def plan_the_next_piece(page, title):
    page.goto(reverse("slots:add"))
    page.locator("#id_working_title").fill(title)
    page.locator("#id_planned_on").fill(timezone.localdate().isoformat())
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Create").click()
    page.goto(reverse("calendar:index"))


def read_to_the_end(page, address):
    page.goto(address)
    page.mouse.move(200, 200)
    for _ in range(6):
        page.mouse.wheel(0, 900)
        page.wait_for_timeout(2000)
    page.goto("/")  # leaving sends what is left
    page.wait_for_timeout(300)


def give_details(page, gated):
    page.goto(gated.url)
    page.get_by_label("Work e-mail").fill("Nora.Visser@solgaard-drives.example")
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Visser")
    page.get_by_label("Company").fill("Solgaard Drives")
    page.get_by_role("button", name=re.compile("^Open the")).click()
    expect(page.get_by_text("The rest of it.")).to_be_visible()


def win_a_deal(page):
    page.goto(reverse("deal:add"))
    page.locator("#id_name").fill("Stock review")
    page.get_by_role("button", name="Choose").first.click()
    page.get_by_role("link", name="Solgaard Drives").click()
    page.locator("#id_amount").fill("1000.01")
    page.locator("#id_outcome").select_option("won")
    for field in ("opened_at", "closed_at"):
        page.locator(f"#id_{field}").click()
        page.locator(".xdsoft_datetimepicker:visible .xdsoft_today").click()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Deal 'Stock review' created")).to_be_visible()


def test_from_first_click_to_credit(desks, search_index, live_server):
    gated = make_asset(
        "How much is enough",
        gated=True,
        stage=make_stage("evaluation"),
        text="<p>" + "The opening of a long piece. " * 40 + "</p><p>The rest of it.</p>",
    )

    marketer = desks(make_user(MARKETING, username="mara"))
    asset = publish_in_the_editor(marketer)
    plan_the_next_piece(marketer, "What comes after stock")
    expect(marketer.get_by_text("What comes after stock").first).to_be_visible()
    expect(marketer.get_by_text(TITLE).first).to_be_visible()

    reader = desks()
    reader.goto("/")
    reader.get_by_role("button", name="Yes, remember").click()
    read_to_the_end(reader, asset.url)
    drain_spool()
    first_touch = Touch.objects.get(asset=asset)
    assert first_touch.thorough, (first_touch.active_ms, first_touch.depth)
    assert not Lead.objects.exists()

    give_details(reader, gated)
    lead = Lead.objects.get()
    assert lead.email == "nora.visser@solgaard-drives.example"
    drain_spool()
    assert lead.touches().first() == first_touch
    assert first_touch.at < lead.known_at

    salesperson = desks(make_user(SALES, username="sasha"))
    salesperson.goto(reverse("library:search") + "?q=promise+to+the+nurse&stage=interest")
    expect(salesperson.locator("mark").first).to_be_visible()
    salesperson.get_by_role("link", name=TITLE).first.click()
    expect(salesperson.get_by_role("heading", level=1)).to_have_text(TITLE)

    win_a_deal(salesperson)
    salesperson.goto(reverse("lead:inspect", args=[lead.pk]))
    expect(salesperson.get_by_text("Before we knew the name")).to_be_visible()
    credit = salesperson.get_by_role("row").filter(has_text=TITLE).filter(has_text="500.01")
    expect(credit).to_be_visible()
    assert Credit.objects.get(touch=first_touch, model="linear").cents == 50_001
