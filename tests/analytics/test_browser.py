"""What a real browser says of a real reader, from the question at the foot of the page to the touch."""

import pytest

from analytics.loading.draining import drain
from analytics.models import DailyCount, Touch, Visitor
from tests.factories import NOON, make_asset

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


@pytest.fixture
def url(live_server):
    # 1,600 words: several screens, and 403 seconds to read.
    asset = make_asset("A long idea", text="".join(f"<p>{'word ' * 80}</p>" for _ in range(20)))
    return live_server.url + asset.get_url()


def test_a_reader_who_agrees_reads_and_leaves_is_one_touch(page, url):
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(url + "?utm_source=newsletter&utm_campaign=spring")
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()

    page.mouse.move(200, 200)
    page.wait_for_timeout(1200)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(400)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(400)
    page.goto("about:blank")
    page.wait_for_timeout(500)
    drain(at=NOON)

    touch = Touch.objects.get()
    assert touch.visitor == Visitor.objects.get()
    assert touch.depth == 1
    assert 1500 <= touch.active_ms <= 20_000
    assert not touch.thorough  # two seconds of four hundred
    assert (touch.source, touch.campaign) == ("newsletter", "spring")
    assert wrong == []


def test_a_reader_who_says_no_keeps_an_empty_browser(page, context, url):
    page.goto(url)
    page.get_by_role("button", name="No, do not").click()
    page.get_by_text("May we remember what you read here?").wait_for()
    page.wait_for_timeout(300)
    drain(at=NOON)

    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert not Visitor.objects.exists()
    assert DailyCount.objects.get().opened == 2


def test_a_page_left_alone_stops_its_clock(page, context, url):
    page.clock.install()
    page.goto(url)
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()
    page.mouse.move(200, 200)
    page.clock.run_for(5 * 60_000)
    page.wait_for_timeout(300)
    drain(at=NOON)

    assert 29_000 <= Touch.objects.get().active_ms <= 31_000


def test_a_page_that_comes_back_from_the_cache_is_another_view(page, url):
    page.goto(url)
    page.get_by_role("button", name="Yes, remember").click()
    page.get_by_text("We remember what you read here, as you agreed").wait_for()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.wait_for_timeout(300)
    drain(at=NOON)

    assert Touch.objects.get().page_views.count() == 2


def test_a_browser_with_privacy_control_sends_nothing(page, url):
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    page.goto(url)
    page.get_by_text("Your browser asks sites not to track you").wait_for()
    page.mouse.wheel(0, 900)
    page.goto("about:blank")
    page.wait_for_timeout(300)

    assert not [address for address in sent if address.endswith("/t/")]
