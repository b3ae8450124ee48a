"""The marketer's desk in a real browser: M6 writes, M8 adds the sales edition, M10 publishes."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from buying_stages.models import Pillar
from content.models import AssetPage, EditorialSettings, InsightsPage, SalesEdition
from tests.content.desk.test_self_promotion import PRESS_RELEASE
from tests.factories import make_asset, make_stage, make_user
from users.group_permissions import MARKETING

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def window(browser, live_server, client):
    """A marketer's window, which hears every complaint."""
    client.force_login(make_user(MARKETING, username="mara"))
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.fixture
def new_asset(window, live_server):
    parent = InsightsPage.objects.get().pk
    window.goto(live_server.url + reverse("wagtailadmin_pages:add", args=["content", "assetpage", parent]))
    window.locator("[data-side-panel-toggle=desk]").click()
    return window


@pytest.fixture
def desk(window, live_server):
    def opened(asset):
        window.goto(live_server.url + reverse("wagtailadmin_pages:edit", args=[asset.pk]))
        window.locator("[data-side-panel-toggle=desk]").click()
        return window

    return opened


def publish(page):
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Publish", exact=True).click()


def write_text(page, text):
    page.locator(".c-sf-add-button").first.click()
    page.get_by_role("option", name="Text", exact=True).click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.insert_text(text)


def test_a_sales_form_on_an_epiphany_asset_is_refused_and_the_corrected_piece_published(new_asset, live_server):
    EditorialSettings.objects.update_or_create(defaults={"our_names": "Northline\nNorthline Compass"})
    companion = make_asset("The other question", pillar=Pillar.PRACTICAL)
    page = new_asset
    page.locator("#id_title").press_sequentially("The cheapest part", delay=20)
    page.locator("#id_summary").fill("A cheap part stops the line.")
    page.locator("#id_pillar").select_option("aspirational")
    page.locator("#id_stage").select_option(label="Epiphany")
    page.locator("#id_for_everyone").check()
    write_text(page, " ".join(PRESS_RELEASE.split()))
    page.locator("#id_gated").check()

    expect(page.locator("[data-desk-notice=gated]")).to_contain_text("everything without a form")
    expect(page.locator("[data-desk-reason=gate_reason]")).to_be_visible()
    expect(page.locator("[data-desk-findings]")).to_contain_text("It names us")
    expect(page.locator("[data-desk-findings]")).to_contain_text("Open it, or give a reason.")

    publish(page)
    expect(page.locator("[data-contentpath=gated]")).to_contain_text("everything without a form")
    assert not AssetPage.objects.live().filter(title="The cheapest part").exists()

    page.locator("#id_gated").uncheck()
    expect(page.locator("[data-desk-notice=gated]")).to_be_hidden()
    publish(page)
    expect(page.locator(".messages")).to_contain_text("published", timeout=15_000)
    asset = AssetPage.objects.get(title="The cheapest part")
    assert asset.live
    page.goto(live_server.url + asset.get_url())
    expect(page.locator("main")).to_contain_text(companion.title)


def test_what_was_written_for_the_other_pillar_is_kept_out_of_sight(new_asset):
    page = new_asset
    page.locator("#id_title").press_sequentially("Two minds", delay=20)
    page.locator("#id_pillar").select_option("practical")
    page.locator("#id_trend").fill("Lead times double.")
    page.locator("#id_pillar").select_option("aspirational")

    expect(page.locator("[data-desk-pillar=practical]")).to_be_hidden()
    expect(page.locator("[data-desk-pillar=aspirational]")).to_be_visible()
    page.get_by_role("button", name="Save draft").first.click()
    expect(page.locator(".messages")).to_contain_text("Two minds")

    assert AssetPage.objects.get().get_latest_revision_as_object().trend == "Lead times double."
    assert page.complaints == []


def test_an_unusual_placement_is_noticed_while_it_is_chosen(new_asset):
    page = new_asset
    page.locator("#id_pillar").select_option("practical")
    expect(page.locator("[data-desk-notice=placement]")).to_be_hidden()

    page.locator("#id_stage").select_option(label="Epiphany")

    expect(page.locator("[data-desk-notice=placement]")).to_contain_text("Only 20% of the Epiphany stage")
    page.locator("#id_placement_reason").fill("A storm names it this week.")
    expect(page.locator("[data-desk-notice=placement]")).to_contain_text("Your reason is kept")


def test_a_finding_leads_to_its_sentence(desk):
    asset = make_asset(text="<p>It rained. We are proud to say so.</p>", live=False)
    page = desk(asset)
    page.locator("[data-desk-findings] details summary").click()

    page.locator("[data-desk-findings] details a").first.click()

    expect(page.locator(".public-DraftEditor-content").first).to_be_focused()


def test_a_marketer_adds_the_sales_edition_that_the_stage_asks_for(desk):
    asset = make_asset("Maps", stage=make_stage("evaluation"), live=False)
    page = desk(asset)
    expect(page.locator("[data-edition-state=open]")).to_be_visible()

    page.get_by_role("link", name="Write the sales edition").click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.insert_text("Ask who drew the map.")
    expect(page.locator("[name=talking_points]")).to_have_value(re.compile("Ask who"))
    page.get_by_role("button", name="Save").first.click()
    expect(page.locator(".messages")).to_contain_text("created", timeout=15_000)
    desk(asset)

    expect(page.locator("[data-edition-state=current]")).to_be_visible()
    assert "Ask who drew the map." in SalesEdition.objects.get().talking_points


def test_a_draft_saved_while_the_first_autosave_is_on_its_way_is_one_page(new_asset):
    page, held = new_asset, []
    page.route("**/pages/add/content/assetpage/**", lambda route: held.append(route))
    page.wait_for_timeout(2500)  # Wagtail takes what is in the form by then for what was there from the start
    with page.expect_request("**/pages/add/content/assetpage/**"):
        page.locator("#id_title").press_sequentially("In a hurry", delay=20)
        page.locator("#id_summary").fill("Saved at once.")

    page.get_by_role("button", name="Save draft").first.click(no_wait_after=True)
    held[0].continue_()

    expect(page.locator(".messages")).to_contain_text("updated", timeout=15_000)
    assert AssetPage.objects.get(title="In a hurry").get_latest_revision_as_object().summary == "Saved at once."
    assert len(held) == 1
    assert page.complaints == []
