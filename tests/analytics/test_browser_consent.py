"""What lies on a reader's device, and what is known of them, before and after each answer."""

import pytest

from analytics.models import Consent, DailyCount, Touch, Visitor
from tests.analytics.browsing import agree, load, make_long_asset, told_by

pytestmark = [
    pytest.mark.everywhere,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

STORED = """async () => ({
    local: localStorage.length, session: sessionStorage.length, databases: (await indexedDB.databases()).length,
    caches: (await caches.keys()).length, workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
NOTHING = {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0}


@pytest.fixture
def url(live_server):
    return live_server.url + make_long_asset().get_url()


def read_a_little(page):
    page.mouse.move(200, 200)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(500)
    page.evaluate("dispatchEvent(new Event('blur'))")
    load(page)


def nothing_is_kept(page):
    return page.context.cookies() == [] and page.evaluate(STORED) == NOTHING and not Visitor.objects.exists()


def test_before_an_answer_the_opening_is_a_number_and_nothing_is_kept(page, url):
    with told_by(page) as events:
        page.goto(url + "?utm_source=newsletter&mail=abc")
        read_a_little(page)

    assert nothing_is_kept(page)
    assert [(event["active_ms"], event["depth"]) for event in events] == [(0, 0)]
    assert not {"source", "mail", "referrer", "at"} & set(events[0])
    assert DailyCount.objects.get().opened == 1


def test_a_reader_who_says_no_keeps_an_empty_browser_and_is_answered(page, url):
    page.goto(url)
    page.get_by_role("button", name="No, do not").click()
    page.get_by_text("You said no: nothing is stored on your device").wait_for()
    read_a_little(page)

    assert nothing_is_kept(page)
    assert DailyCount.objects.get().opened == 2
    assert page.get_by_role("button", name="Yes, remember").is_visible()


def test_a_signal_of_the_browser_is_a_no(browser, url):
    for signal in ("globalPrivacyControl", "doNotTrack"):
        header = {"globalPrivacyControl": "Sec-GPC", "doNotTrack": "DNT"}[signal]
        context = browser.new_context(extra_http_headers={header: "1"})
        page = context.new_page()
        page.add_init_script(f"Object.defineProperty(navigator, '{signal}', {{value: '1'}})")
        with told_by(page) as events:
            page.goto(url)
            page.get_by_text("Your browser asks sites not to track you").wait_for()
            read_a_little(page)
        assert not page.get_by_role("button", name="Yes, remember").is_visible()
        assert nothing_is_kept(page)
        assert [(event["seq"], event["active_ms"]) for event in events] == [(0, 0)]
        context.close()

    assert DailyCount.objects.get().opened == 2


def test_a_signal_that_comes_after_a_yes_stands_above_it(page, url):
    agree(page, url)
    load(page)
    page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page.context.set_extra_http_headers({"Sec-GPC": "1"})
    with told_by(page) as events:
        page.goto(url)
        read_a_little(page)

    assert [(event["seq"], event["depth"]) for event in events] == [(0, 0)]
    assert Touch.objects.get().page_views.count() == 1


def test_only_what_is_read_after_the_yes_is_told(page, url):
    page.goto(url)
    page.mouse.wheel(0, 20_000)
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()
    load(page)

    touch = Touch.objects.get()
    assert touch.active_ms < 1500
    assert Consent.objects.get().choice == Consent.Choice.GIVEN


def test_a_page_that_was_open_when_consent_came_from_another_tab_stays_unread(page, url):
    page.goto(url)
    other = page.context.new_page()
    agree(other, url)
    other.close()
    with told_by(page) as events:
        read_a_little(page)

    assert events == []


def test_who_withdraws_is_gone_from_the_device_and_nothing_is_added(page, url, live_server):
    agree(page, url)
    read_a_little(page)
    before = Touch.objects.values("active_ms", "depth").get()

    reading = page.context.new_page()
    reading.goto(url)
    page.goto(live_server.url + "/privacy/")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.get_by_text("You have not agreed").wait_for()
    assert page.context.cookies() == []
    read_a_little(reading)

    load(page)
    assert Touch.objects.values("active_ms", "depth").get()["depth"] == before["depth"]
    assert Visitor.objects.get().withdrawn_at
    assert set(Consent.objects.values_list("choice", flat=True)) == {"given", "withdrawn"}


def test_yes_and_no_look_the_same_and_neither_is_in_the_way(page, url):
    page.goto(url)
    yes, no = (page.get_by_role("button", name=name) for name in ("Yes, remember", "No, do not"))
    look = """button => {
        const style = getComputedStyle(button), box = button.getBoundingClientRect();
        return [box.width, box.height, style.fontSize, style.fontWeight, style.color, style.backgroundColor, style.border];
    }"""

    assert page.evaluate("document.activeElement === document.body")
    assert yes.evaluate(look) == no.evaluate(look)
    assert yes.evaluate("button => getComputedStyle(button.closest('.consent')).position") == "static"


def test_the_question_is_answered_with_the_keyboard_and_without_a_script(browser, url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(url)
    page.get_by_role("button", name="Yes, remember").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("You said no: nothing is stored on your device").wait_for()

    assert context.cookies() == []
    context.close()
