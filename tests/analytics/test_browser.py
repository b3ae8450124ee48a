"""What a real browser says of a real reader, from the question at the foot of the page to the touch."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

from analytics.models import DailyCount, PageView, Touch, Visitor
from tests.analytics.browsing import IN_THE_BACKGROUND, agree, load, make_long_asset, told_by

pytestmark = [
    pytest.mark.everywhere,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

SCRIPT = Path(settings.BASE_DIR) / "analytics" / "static" / "analytics" / "reading.js"


@pytest.fixture
def url(live_server):
    return live_server.url + make_long_asset().get_url()


def test_the_script_is_small():
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) < 2048


def test_a_reader_who_agrees_reads_and_leaves_is_one_touch(page, url):
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    agree(page, url + "?utm_source=newsletter&utm_medium=email&utm_campaign=spring")

    page.mouse.move(200, 200)
    page.wait_for_timeout(1200)
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(400)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(400)
    page.goto("about:blank")
    load(page)

    touch = Touch.objects.get()
    assert touch.visitor == Visitor.objects.get()
    assert touch.depth == 1
    assert 1500 <= touch.active_ms <= 20_000
    assert not touch.thorough  # two seconds of four hundred
    assert (touch.source, touch.medium, touch.campaign) == ("newsletter", "email", "spring")
    assert touch.quarantined_for == ""
    assert wrong == []


def test_depth_is_how_far_the_text_was_seen(page, url):
    agree(page, url)
    page.evaluate("""() => {
        const text = document.querySelector("[data-reading]").getBoundingClientRect();
        scrollTo(0, scrollY + text.top + text.height / 2 - innerHeight);
    }""")
    page.wait_for_timeout(200)
    page.goto("about:blank")
    load(page)

    assert Touch.objects.get().depth == pytest.approx(0.5, abs=0.02)


def test_a_page_left_alone_stops_its_clock(page, url):
    page.clock.install()
    agree(page, url)
    page.mouse.move(200, 200)
    page.clock.run_for(5 * 60_000)
    load(page)

    assert 29_000 <= PageView.objects.latest("heard_from").active_ms <= 31_000


def test_time_runs_while_the_page_has_the_focus_and_is_told_every_15_seconds(page, url):
    page.clock.install()
    agree(page, url)
    with told_by(page) as events:
        page.mouse.move(200, 200)
        page.clock.run_for(10_000)
        page.evaluate("dispatchEvent(new Event('blur'))")
        assert events[-1]["active_ms"] == pytest.approx(10_000, abs=300)
        page.mouse.move(220, 220)  # over a window that has not the focus
        page.clock.run_for(20_000)
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.clock.run_for(25_000)
        page.wait_for_timeout(100)

    assert 24_000 <= events[-1]["active_ms"] <= 37_000  # 35 s, of which the last beat told all but its own 15
    assert [event["seq"] for event in events] == sorted({event["seq"] for event in events})
    assert len(events) >= 2


def read_away_and_back(page, minutes):
    """Read for ten seconds, look away for so long, and read for five more."""
    page.mouse.move(200, 200)
    page.clock.run_for(10_000)
    page.evaluate("lookAway()")
    page.clock.fast_forward(minutes * 60_000)
    page.evaluate("lookAt()")
    page.mouse.move(220, 220)
    page.clock.run_for(5_000)
    page.evaluate("lookAway()")
    page.wait_for_timeout(200)


def test_a_tab_come_back_to_after_half_an_hour_is_another_view(page, url):
    agree(page, url)
    page.clock.install()
    page.add_init_script(IN_THE_BACKGROUND)
    page.goto(url)
    with told_by(page) as events:
        page.evaluate("lookAt()")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(200)
        page.evaluate("window.scrollTo(0, 0)")
        read_away_and_back(page, minutes=31)
    load(page)

    first, second = ([event for event in events if event["id"] == id] for id in dict.fromkeys(e["id"] for e in events))
    assert [event["seq"] for event in second] == list(range(len(second)))
    assert first[-1]["depth"] == 1
    assert second[0]["active_ms"] < 200
    assert first[-1]["active_ms"] == pytest.approx(10_000, abs=700)
    assert second[-1]["active_ms"] == pytest.approx(5_000, abs=700)
    assert second[-1]["depth"] < 1
    assert first[-1]["at"] < second[0]["at"] - 30 * 60_000
    assert PageView.objects.filter(pk__in=[first[0]["id"], second[0]["id"]]).count() == 2


def test_a_tab_come_back_to_sooner_goes_on(page, url):
    agree(page, url)
    page.clock.install()
    page.add_init_script(IN_THE_BACKGROUND)
    page.goto(url)
    with told_by(page) as events:
        page.evaluate("lookAt()")
        read_away_and_back(page, minutes=29)

    assert len({event["id"] for event in events}) == 1
    assert events[-1]["active_ms"] == pytest.approx(15_000, abs=1_000)


def test_of_whoever_said_nothing_a_tab_come_back_to_is_counted_once(page, url):
    page.clock.install()
    page.add_init_script(IN_THE_BACKGROUND)
    page.goto(url)
    with told_by(page) as events:
        page.evaluate("lookAt()")
        read_away_and_back(page, minutes=31)

    assert len(events) == 1


def test_the_browser_itself_says_when_the_focus_goes_and_comes(page, url):
    agree(page, url)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    other = page.context.new_page()
    with told_by(page) as events:
        page.bring_to_front()
        page.wait_for_timeout(500)
        other.bring_to_front()
        page.wait_for_timeout(200)
        before = events[-1]["active_ms"]
    page.wait_for_timeout(800)
    page.bring_to_front()
    page.wait_for_timeout(300)
    page.goto("about:blank")
    load(page)

    assert before >= 400
    assert 200 <= PageView.objects.get().active_ms - before <= 750


def test_a_page_that_comes_back_from_the_cache_is_another_view(browser_type, browser_type_launch_args, url):
    with browser_type.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    ) as browser:
        page = browser.new_page()
        page.add_init_script("addEventListener('pageshow', event => { window.kept = event.persisted; })")
        agree(page, url)
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.goto(url.rsplit("/", 2)[0] + "/")
        page.go_back(wait_until="commit")
        page.wait_for_timeout(300)
        assert page.evaluate("window.kept")
        page.mouse.move(300, 300)
        page.goto("about:blank")
        load(page)

    views = Touch.objects.get().page_views.order_by("heard_from")
    assert [view.depth for view in views] == [1, 1]
    assert len({view.pk for view in views}) == 2


def test_a_tab_in_the_background_is_opened_when_it_is_looked_at(page, url):
    agree(page, url)
    page.add_init_script(IN_THE_BACKGROUND)
    with told_by(page) as events:
        page.goto(url)
        page.wait_for_timeout(1000)
        assert events == []
        page.evaluate("lookAt()")
        page.mouse.move(200, 200)
        page.wait_for_timeout(600)
        page.evaluate("lookAway()")

    assert [event["shown"] for event in events] == [True, True]
    assert events[-1]["active_ms"] >= 500


def test_a_tab_that_waits_says_so_and_that_it_was_shown_after_all(page, url):
    agree(page, url)
    page.clock.install()
    page.add_init_script(IN_THE_BACKGROUND)
    with told_by(page) as events:
        page.goto(url)
        page.clock.run_for(5_100)
        page.wait_for_timeout(200)
        assert [(event["seq"], event["shown"], event["active_ms"]) for event in events] == [(0, False, 0)]
        load(page)
        waiting = PageView.objects.get(pk=events[0]["id"])
        assert not waiting.shown
        page.evaluate("lookAt()")
        page.wait_for_timeout(200)
    load(page)

    assert [(event["seq"], event["shown"]) for event in events] == [(0, False), (1, True)]
    waiting.refresh_from_db()
    assert waiting.shown
    assert waiting.touch.quarantined_for == ""


def test_a_single_tap_on_a_phone_is_a_sign_of_life(browser, url):
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    agree(page, url)
    # A browser inside another program that never says that the page has the focus.
    page.add_init_script("document.hasFocus = () => false")
    page.goto(url)
    page.wait_for_timeout(1000)
    page.locator(".standfirst").tap()
    page.wait_for_timeout(500)
    page.goto("about:blank")
    load(page)
    phone.close()

    assert 400 <= PageView.objects.latest("heard_from").active_ms <= 950


def test_an_event_that_arrives_twice_or_late_is_one(page, url, client):
    agree(page, url)
    page.evaluate("""() => {
        const send = navigator.sendBeacon.bind(navigator);
        window.all = [];
        navigator.sendBeacon = (where, text) => { all.push(text); return send(where, text); };
    }""")
    page.mouse.move(200, 200)
    page.wait_for_timeout(600)
    for _ in range(2):
        page.evaluate("dispatchEvent(new Event('blur'))")
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.wait_for_timeout(300)
    load(page)
    before = Touch.objects.values("active_ms", "depth").get()
    page.evaluate("() => [...all, ...all.toReversed()].forEach(text => navigator.sendBeacon('/t/', text))")
    load(page)

    assert Touch.objects.values("active_ms", "depth").get() == before
    assert before["active_ms"] >= 500


def test_without_a_beacon_the_event_goes_by_fetch(page, url):
    agree(page, url)
    page.add_init_script("Object.defineProperty(navigator, 'sendBeacon', {value: undefined})")
    page.goto(url)
    load(page)

    assert PageView.objects.count() == 2


def test_it_moves_nothing_and_asks_nobody_else(page, url):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script("""
        window.shifts = [];
        new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => entry.value)))
            .observe({type: "layout-shift", buffered: true});
    """)
    agree(page, url)
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(800)

    host = url.split("/")[2]
    assert {address.split("/")[2] for address in asked if address.startswith("http")} == {host}
    assert sum(page.evaluate("shifts")) < 0.01


def test_a_browser_that_a_program_drives_says_so(page, url):
    page.add_init_script("Object.defineProperty(navigator, 'webdriver', {value: true})")
    agree(page, url)
    load(page)

    assert Touch.objects.get().quarantined_for == "headless"


def test_a_background_tab_of_a_stranger_is_counted_when_it_is_looked_at(page, url):
    page.clock.install()
    page.add_init_script(IN_THE_BACKGROUND)
    page.goto(url)
    page.clock.run_for(60_000)
    load(page)
    assert not DailyCount.objects.exists()

    page.evaluate("lookAt()")
    page.evaluate("lookAway()")
    page.evaluate("lookAt()")
    load(page)

    assert DailyCount.objects.get().opened == 1
