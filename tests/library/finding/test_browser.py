"""The search as it is used: by typing, with and without script, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from audiences.models import Demand
from tests.factories import make_asset, make_stage, make_user
from users.group_permissions import SALES

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture
def shelf(transactional_db, search_index):
    make_asset("Second sources", stage=make_stage("interest"), text="<p>A second source for valves.</p>")
    make_asset("Valves in stock", stage=make_stage("short-list"))
    make_asset("On chairs")


def test_typing_finds_and_the_address_says_it(shelf, desks):
    desk = desks(make_user(SALES))
    desk.goto("/library/")

    desk.keyboard.press("/")
    desk.keyboard.type("valves", delay=30)

    expect(desk).to_have_url("/library/?q=valves")
    expect(desk.locator("[data-count]")).to_contain_text("2 assets")
    expect(desk.locator("[data-status]")).to_have_text("2 assets, the best answer first")
    expect(desk.locator("#library-q")).to_be_focused()

    desk.get_by_label("Tick “Second sources” to share it").check()
    desk.locator("[data-key='stage-short-list']").click()
    expect(desk).to_have_url("/library/?q=valves&stage=short-list")
    expect(desk.locator("[data-count]")).to_contain_text("1 asset")
    expect(desk.locator("[data-key='stage-short-list']")).to_be_focused()
    expect(desk.locator("[data-share]")).to_contain_text("“Second sources” is ticked")

    desk.go_back()
    expect(desk.locator("[data-count]")).to_contain_text("2 assets")
    expect(desk.get_by_label("Tick “Second sources” to share it")).to_be_checked()

    desk.locator("#library-q").focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).not_to_have_text("Library")
    desk.go_back()
    expect(desk.locator("#library-q")).to_have_value("valves")
    assert desk.refused == []


def test_only_what_rested_without_a_result_is_noted(shelf, desks):
    desk = desks(make_user(SALES))
    desk.goto("/library/")
    desk.locator("#library-q").press_sequentially("quorum", delay=30)
    expect(desk.get_by_role("heading", name="No asset answers that")).to_be_visible()
    assert not Demand.objects.exists()

    with desk.expect_response("**/library/missed/"):
        desk.keyboard.press("Enter")

    assert [demand.words for demand in Demand.objects.all()] == ["quorum"]


def test_without_script_the_form_and_the_links_do_the_same(shelf, desks):
    desk = desks(make_user(SALES), java_script_enabled=False)
    desk.goto("/library/")

    desk.get_by_label("What does the buyer ask?").fill("valves")
    desk.get_by_role("button", name="Search").click()
    desk.locator("[data-key='stage-interest']").click()

    expect(desk).to_have_url("/library/?q=valves&stage=interest")
    expect(desk.locator(".result")).to_have_count(1)
    desk.get_by_label("Tick “Second sources” to share it").check()
    expect(desk.get_by_role("button", name="Share the ticked")).to_be_visible()
