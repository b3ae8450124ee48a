"""A buyer's way (B2 to B5, B9, B11) in a real browser: says no, says yes later, reads, becomes known, and is forgotten."""

import re

import pytest
from django.core import mail
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from analytics.models import Consent, Consumption, DailyCount, PageView, Touch, Visitor
from analytics.rollups.recounting import differences, months_to_count
from analytics.tasks import drain_spool
from leads.letters import send_waiting
from leads.models import ErasureReceipt, FormAnswer, Lead
from tests.analytics.browsing import load
from tests.factories import make_asset, make_stage

pytestmark = [
    pytest.mark.everywhere,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

WHO = "Nora.Visser@solgaard-drives.example"
WORDS = "<p>" + "A sentence that takes a moment to read. " * 5 + "</p>"


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"


def on_the_device(page):
    kept = page.evaluate(
        "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]"
    )
    return page.context.cookies(), kept


def read_to_the_end(page, asset):
    page.goto(asset.url)
    for _ in range(6):
        page.mouse.move(200, 200)
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(2000)
    page.goto("/")
    load(page)


def give_details(page, gated):
    page.goto(gated.url)
    page.get_by_label("Work e-mail").fill(WHO)
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Visser")
    page.get_by_label("Company").fill("Solgaard Drives")
    page.get_by_role("button", name=re.compile("^Open the")).click()
    expect(page.get_by_text("The rest of it.")).to_be_visible()


def openings_of(asset, page, *, expected):
    """As many as arrive; a busy machine takes longer to hand them over."""
    for _ in range(30):
        load(page)
        opened = DailyCount.objects.filter(asset=asset).aggregate(opened=Sum("opened"))["opened"]
        if opened == expected:
            break
    return opened


def numbers():
    return sorted(Consumption.objects.values_list("by", "period", "key", *Consumption.COUNTED))


def test_from_refusal_to_erasure(desks, live_server):
    piece = make_asset("A promise to a person", text=WORDS)
    gated = make_asset(
        "How much is enough",
        gated=True,
        stage=make_stage("evaluation"),
        text="<p>" + "The opening of a long piece. " * 40 + "</p><p>The rest of it.</p>",
    )
    reader = desks()

    # She says no: an opening is a number, and nothing is on the device.
    reader.goto(piece.url)
    with reader.expect_navigation():
        reader.get_by_role("button", name="No, do not").click()
    reader.goto(piece.url)
    assert openings_of(piece, reader, expected=3) == 3  # the answer leads back to the page
    assert on_the_device(reader) == ([], [0, 0, 0])
    assert not Visitor.objects.exists()

    # Later she says yes, and reads to the end: a touch, thorough while she reads.
    reader.get_by_role("button", name="Yes, remember").click()
    read_to_the_end(reader, piece)
    touch = Touch.objects.get(asset=piece)
    assert touch.thorough, (touch.active_ms, touch.depth)
    assert touch.quarantined_for == ""

    # She becomes known: what she read before joins her.
    give_details(reader, gated)
    load(reader)
    lead = Lead.objects.get()
    assert list(lead.touches().values_list("asset", flat=True))[:1] == [piece.pk]
    assert lead.touches().first().at < lead.known_at

    # She asks what we know, by mail, sees it, and has it erased.
    reader.goto(reverse("my_data"))
    load(reader)  # what she read last is told when she leaves the page
    before = numbers()
    reader.locator("[name=email]").fill(WHO)
    reader.get_by_role("button", name="Send me the link").click()
    expect(reader.get_by_role("heading", name="Look in your mail")).to_be_visible()
    send_waiting(at=timezone.now())
    [letter] = mail.outbox
    reader.goto(next(line for line in letter.body.splitlines() if line.startswith("http")))
    expect(reader.get_by_text("A promise to a person").first).to_be_visible()
    reader.get_by_role("link", name="Have it erased").click()
    reader.get_by_role("button", name=re.compile("erase everything")).click()
    receipt = ErasureReceipt.objects.get()
    expect(reader.get_by_text(str(receipt.reference))).to_be_visible()

    # Nothing names her; the numbers stay, and a page that she still has open adds nothing.
    for model in (Lead, FormAnswer, Visitor, Consent, Touch, PageView):
        assert not model.objects.exists(), model
    assert numbers() == before
    assert not [wrong for month in differences(months_to_count()) for wrong in month]
    reader.goto(piece.url)
    load(reader)
    drain_spool()
    assert not Touch.objects.exists()
