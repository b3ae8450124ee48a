"""What readers do on the page besides reading, with a mouse, a finger or a key."""

import pytest

from analytics.models import Deed, Touch
from content.models import AssetPage
from tests.analytics.browsing import agree, load, make_long_asset, told_by
from tests.content.makers import make_asset_with
from tests.content.pdfs import make_document, make_pdf
from tests.factories import make_asset, make_stage

pytestmark = [
    pytest.mark.everywhere,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def document():
    return make_document(make_pdf("one two three"))


def with_download(document, **fields):
    return make_asset_with([("download", {"document": document, "description": ""})], "With a report", **fields)


def deeds():
    return list(Deed.objects.order_by("seq").values_list("kind", "target"))


def test_a_download_names_its_document(page, live_server, document):
    agree(page, live_server.url + with_download(document).get_url())
    with page.expect_download():
        page.get_by_role("link", name="Download: The report").click(modifiers=["Alt"])
    load(page)

    assert deeds() == [("download", document.pk)]


def test_a_link_in_a_new_tab_is_a_download_too(page, live_server, document):
    agree(page, live_server.url + with_download(document).get_url())
    with page.context.expect_page():
        page.get_by_role("link", name="Download: The report").click(button="middle")
    page.get_by_role("link", name="Download: The report").click(button="right")
    load(page)

    assert deeds() == [("download", document.pk)]


def test_a_tap_on_a_phone_passes_it_on(browser, live_server):
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    agree(page, live_server.url + make_long_asset().get_url())
    page.route("https://www.linkedin.com/**", lambda route: route.fulfill(body="elsewhere"))
    page.get_by_role("link", name="On LinkedIn").tap()
    page.wait_for_url("https://www.linkedin.com/**")
    load(page)
    phone.close()

    assert deeds() == [("share", None)]


def test_the_copy_button_passes_it_on_and_copying_text_does_not(page, live_server):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    agree(page, live_server.url + make_long_asset().get_url())
    page.locator("h1").click(click_count=3)
    page.keyboard.press("Control+C")
    page.get_by_role("button", name="Copy the address").click()
    page.get_by_text("Copied.").wait_for()
    load(page)

    assert deeds() == [("share", None)]


def test_the_next_piece_is_named(page, live_server):
    following = make_asset("The one after", text="<p>word</p>", topics=["Supply"])
    asset = make_long_asset(topics=["Supply"])
    AssetPage.objects.filter(pk=asset.pk).update(companion=following)
    agree(page, live_server.url + asset.get_url())
    page.get_by_role("link", name="The one after").first.press("Enter")
    page.get_by_role("heading", level=1, name="The one after").wait_for()
    load(page)

    assert deeds() == [("next", following.pk)]
    assert Touch.objects.count() == 2


def test_a_form_is_begun_once_however_much_is_typed(page, live_server):
    asset = make_long_asset(stage=make_stage("evaluation"), gated=True)
    agree(page, live_server.url + asset.get_url())
    form = page.locator(f'form[action="/forms/{asset.pk}/"]')
    form.get_by_label("E-mail").press_sequentially("ada@hollis.example")
    load(page)

    assert deeds() == [("form", None)]


def test_a_vote_is_no_form(page, live_server):
    agree(page, live_server.url + make_long_asset().get_url())
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("It stays too general").locator("visible=true").check()
    load(page)

    assert deeds() == []


def test_a_deed_says_how_far_the_reading_was_by_then(page, live_server):
    agree(page, live_server.url + make_long_asset().get_url())
    page.context.grant_permissions(["clipboard-write"])
    with told_by(page) as events:
        page.wait_for_timeout(300)
        page.get_by_role("button", name="Copy the address").click()
        page.wait_for_timeout(200)

    did = next(event for event in events if event.get("did"))
    assert did["depth"] == 1
    assert did["active_ms"] >= 300


def test_without_a_yes_nobody_hears_of_it(page, live_server, document):
    asset = with_download(document)
    with told_by(page) as events:
        page.goto(live_server.url + asset.get_url())
        page.wait_for_timeout(300)
        page.get_by_role("link", name="Download: The report").click(button="middle")
        page.wait_for_timeout(300)

    assert [(event["seq"], "did" in event) for event in events] == [(0, False)]
    assert set(events[0]) == {"id", "seq", "asset", "active_ms", "depth", "shown", "automated"}
