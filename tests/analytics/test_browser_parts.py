"""Films and documents, measured by what was seen of them and not by the place that was reached."""

import base64
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile

from analytics.models import PageView, Touch
from content.document_links import reading_address
from content.models import AssetDocument
from tests.analytics.browsing import agree, load, told_by
from tests.content.makers import make_asset_with
from tests.content.pdfs import make_document, make_pdf

pytestmark = [
    pytest.mark.everywhere,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# Two seconds of a drawn picture, filmed by the browser itself.
FILM = """async () => {
    const canvas = document.createElement("canvas"), pen = canvas.getContext("2d"), parts = [];
    const recorder = new MediaRecorder(canvas.captureStream(10), {mimeType: "video/webm"});
    recorder.ondataavailable = event => parts.push(event.data);
    const drawing = setInterval(() => pen.fillRect(Math.random() * 200, 0, 50, 50), 100);
    recorder.start();
    await new Promise(done => setTimeout(done, 2200));
    const stopped = new Promise(done => recorder.onstop = done);
    recorder.stop();
    await stopped;
    clearInterval(drawing);
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""


@pytest.fixture
def film(page, live_server):
    page.goto(live_server.url + "/healthz")
    content = base64.b64decode(page.evaluate(FILM))
    return AssetDocument.objects.create(title="The talk", file=ContentFile(content, name="talk.webm"))


def test_a_film_is_seen_as_far_as_its_seconds_were_and_watching_is_a_sign_of_life(page, live_server, film):
    block = {"title": "The talk", "file": film, "address": "", "minutes": Decimal("0.1"), "transcript": ""}
    asset = make_asset_with([("video", block)], "A talk", format="talk")
    assert (asset.film_seconds, str(asset.carrier)) == (6, "film")
    agree(page, live_server.url + asset.get_url())
    played = """async () => {
        const film = document.querySelector("video");
        film.currentTime = 0;
        await film.play();
        await new Promise(done => setTimeout(done, 1200));
        film.pause();
    }"""
    page.evaluate(played)
    page.evaluate(played)  # the same second again
    # A film that the browser made says its length late or never; then it is as long as the editor says.
    length = page.evaluate("Math.min(document.querySelector('video').duration, 6)")
    load_by_leaving(page)

    seen = PageView.objects.get().film
    assert 1 <= seen * length <= 1.7
    assert Touch.objects.get().depth == seen
    assert PageView.objects.get().active_ms >= 2000


def load_by_leaving(page):
    page.goto("about:blank")
    load(page)


@pytest.fixture
def document():
    return make_document(make_pdf(*[f"page {number} " + "word " * 200 for number in range(1, 5)]))


@pytest.fixture
def report(document):
    asset = make_asset_with([("download", {"document": document, "description": ""})], "A report", format="report")
    assert (asset.document_pages, str(asset.carrier)) == (4, "document")
    return asset


def test_a_document_is_read_in_its_place_page_by_page(page, live_server, report, document):
    wrong = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    agree(page, live_server.url + report.get_url())
    page.get_by_role("link", name="Read it here").click()
    page.locator("canvas").first.wait_for()
    page.get_by_text("Page 1 of 4").wait_for()
    page.locator("[data-number='1']").scroll_into_view_if_needed()
    with told_by(page) as events:
        for number in (1, 2):
            page.locator(f"[data-number='{number}']").evaluate("sheet => sheet.scrollIntoView({block: 'center'})")
            page.wait_for_timeout(2900)
        page.locator("[data-number='4']").evaluate("sheet => sheet.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(700)
        page.evaluate("dispatchEvent(new Event('blur'))")
    load(page)

    assert events[-1]["pages"] == 0.5
    touch = Touch.objects.get()
    assert touch.page_views.count() == 2
    assert touch.depth == 0.5
    assert wrong == []


def test_on_a_phone_the_pages_fit_and_the_file_can_be_downloaded(browser, live_server, report, document):
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    page.goto(live_server.url + reading_address(report.pk, document))
    page.locator("canvas").first.wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("canvas").first.bounding_box()["width"] <= 390
    with page.expect_download():
        page.get_by_role("link", name="Download: The report").click(modifiers=["Alt"])
    phone.close()


def test_without_a_script_there_is_the_file(browser, live_server, report, document):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + reading_address(report.pk, document))

    assert page.get_by_text("the file can be downloaded").is_visible()
    assert page.get_by_role("link", name="Download: The report").is_visible()
    context.close()


def test_a_file_that_does_not_come_is_said(page, live_server, report, document):
    page.route(f"**{document.url}", lambda route: route.abort())
    page.goto(live_server.url + reading_address(report.pk, document))

    said = page.get_by_text("The pages could not be shown here")
    said.wait_for()
    assert said.is_visible()
