"""A record of ten thousand sittings is read as fast as one of ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.models import Deed, PageView, Touch
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor
from tests.leads.makers import DAY

pytestmark = pytest.mark.django_db


def queries(client, lead, **query):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = client.get(reverse("lead:inspect", args=[lead.pk]), query)
    return page, len(captured)


def test_what_was_done_besides_reading_stands_beside_it(client, salesperson):
    client.force_login(salesperson)
    visitor = make_visitor()
    lead = make_lead(visitors=[visitor])
    touch = make_touch(visitor, make_asset(), at=NOON + DAY)
    view = PageView.objects.create(
        id="8a6e0804-2bd0-4672-b79d-d97027f9071a",
        touch=touch,
        last_seq=4,
        active_ms=1,
        depth=1,
        heard_from=NOON,
        heard_until=NOON,
    )
    for seq, kind in enumerate(["download", "next", "download"]):
        Deed.objects.create(page_view=view, seq=seq, kind=kind, at=NOON)

    page, _ = queries(client, lead)

    assert "Downloaded a document (2), went on to another asset" in page.text


def test_ten_thousand_sittings_cost_the_same_queries_as_ten(client, salesperson):
    client.force_login(salesperson)
    visitor, asset = make_visitor(), make_asset()
    lead = make_lead(visitors=[visitor])
    first = make_touch(visitor, asset)
    fields = {"visitor": visitor, "asset": asset, "read_as": first.read_as, "expected_seconds": 100}
    Touch.objects.bulk_create(Touch(at=NOON, last_at=NOON, **fields) for _ in range(10))
    queries(client, lead)
    few = queries(client, lead)[1]
    Touch.objects.bulk_create([Touch(at=NOON, last_at=NOON, **fields) for _ in range(10_000)], batch_size=1000)

    page, many = queries(client, lead, p="50")

    assert len(page.context["rows"]) == 100
    assert many <= few + 1
