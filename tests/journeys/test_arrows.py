"""One test for each arrow of the data flow: a row appears above because a row stands below."""

import json
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.loading.draining import drain
from analytics.models import DailyCount, Touch
from analytics.visitors import give_cookie
from buying_stages.models import Pillar
from editorial_calendar.items import items_between
from editorial_calendar.models import Slot
from leads.identification import Details, answer_form
from library.finding.searching import search_assets
from library.sheet.evidence import evidence_for
from revenue.crediting import credit_all
from revenue.models import Credit
from tests.factories import NOON, make_asset, make_deal, make_lead, make_stage, make_touch, make_visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def spool(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"


def beacon(asset, *, seq=0, active_ms=0, depth=0.0, view=None, at=NOON):
    return {
        "id": str(view or uuid.uuid4()),
        "seq": seq,
        "asset": asset.pk,
        "active_ms": active_ms,
        "depth": depth,
        "at": int(at.timestamp() * 1000),
    }


def remember(client, visitor):
    """Give a test client the cookie of a browser that consented."""
    response = client.get("/healthz")
    give_cookie(response, visitor, secure=False)
    client.cookies.update(response.cookies)


BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def send(client, *events):
    return client.post(reverse("touch"), json.dumps({"events": events}), content_type="text/plain", headers=BROWSER)


def test_page_to_touch(client, spool, time_machine):
    time_machine.move_to(NOON + timedelta(minutes=5), tick=False)
    asset, visitor, view = make_asset(text="<p>" + "word " * 238 + "</p>"), make_visitor(), uuid.uuid4()
    remember(client, visitor)

    send(client, beacon(asset, view=view))
    time_machine.shift(timedelta(seconds=50))
    answer = send(client, beacon(asset, view=view, seq=1, active_ms=50_000, depth=0.9))
    drain(at=NOON + timedelta(minutes=6))

    touch = Touch.objects.get()
    assert answer.status_code == 204
    assert (touch.visitor, touch.asset_id, touch.active_ms, touch.depth) == (visitor, asset.pk, 50_000, 0.9)
    assert touch.thorough


def test_page_to_a_bare_count_without_consent(client, spool, time_machine):
    time_machine.move_to(NOON, tick=False)
    asset = make_asset()

    send(client, beacon(asset), beacon(asset, seq=1, active_ms=50_000, depth=0.9))
    drain(at=NOON)

    assert not Touch.objects.exists()
    assert DailyCount.objects.get().opened == 1


def test_form_to_lead_with_what_was_read_before():
    visitor = make_visitor()
    earlier = make_touch(visitor, at=NOON - timedelta(days=20))

    answered = answer_form(
        Details(email="Eva@Hollis.example", company="Hollis Pumps"),
        make_asset("Gated", gated=True),
        visitor=visitor,
        at=NOON,
    )

    assert list(answered.lead.touches()) == [earlier]
    assert answered.lead.touches().get().at == NOON - timedelta(days=20)


def test_won_deal_to_credit():
    lead = make_lead(visitors=[make_visitor()])
    touches = [
        make_touch(lead.identifications.get().visitor, make_asset(f"Piece {n}"), at=NOON + timedelta(days=n))
        for n in range(3)
    ]
    make_deal(lead=lead, amount_cents=100_001, opened_at=NOON, closed_at=NOON + timedelta(days=9), outcome="won")

    credit_all(at=NOON + timedelta(days=10))

    linear = Credit.objects.filter(model="linear", crediting__current=True).order_by("touch__at")
    assert [(c.touch, c.cents) for c in linear] == list(zip(touches, [33_334, 33_334, 33_333], strict=True))


def test_assets_and_plans_to_the_calendar(marketer):
    make_asset("Out since today")
    Slot.objects.create(working_title="Next week's", planned_on=(NOON + timedelta(days=7)).date())

    items = items_between(NOON.date(), (NOON + timedelta(days=8)).date(), user=marketer, at=NOON)

    assert [item.title for item in items] == ["Out since today", "Next week's"]


def test_assets_to_the_sales_library(salesperson, search_index):
    make_asset(
        "Twelve suppliers", stage=make_stage("short-list"), pillar=Pillar.PRACTICAL, text="<p>valves in Jutland</p>"
    )
    make_asset("Twelve maps", stage=make_stage("epiphany"), text="<p>valves elsewhere</p>")

    found = search_assets("valves", user=salesperson, at=NOON, stage="short-list")

    assert [asset.title for asset in found[:]] == ["Twelve suppliers"]


def test_touches_and_credit_to_the_asset_sheet():
    lead, asset = make_lead(visitors=[make_visitor()]), make_asset()
    make_touch(lead.identifications.get().visitor, asset, thorough=True)
    make_deal(lead=lead, amount_cents=5_000, closed_at=NOON + timedelta(days=2), outcome="won")
    credit_all(at=NOON + timedelta(days=3))

    evidence = evidence_for(asset)

    assert (evidence.reading.readers, evidence.reading.thorough) == (1, 1)
    assert [(worth.deals, worth.cents) for worth in evidence.worth] == [(1, 5_000)]
