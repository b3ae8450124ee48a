"""From a page to the table. What the collector answers is in collecting/test_answering.py and collecting/test_faces.py."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client

from analytics.loading.draining import drain
from analytics.models import BadRow, DailyCount, DroppedCount, Touch, Visitor
from analytics.visitors import VISITOR_COOKIE
from tests.analytics.makers import VIEW, make_event, post
from tests.factories import NOON


def test_the_same_events_sent_ten_times_at_once_are_one_touch(reader, asset, spool_dir):
    bodies = [json.dumps(make_event(id=str(VIEW), asset=asset.pk, seq=n, active_ms=n * 1000)) for n in range(5)] * 10
    cookie = reader.cookies[VISITOR_COOKIE].value

    def send(body):
        client = Client()
        client.cookies[VISITOR_COOKIE] = cookie
        return post(client, body).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, bodies)) == {204}
    drain(at=NOON)

    assert Touch.objects.get().active_ms == 4000


@pytest.mark.django_db
def test_hostile_text_ends_as_harmless_text(reader, asset):
    post(
        reader,
        json.dumps(make_event(asset=asset.pk, source="<b>\0x", campaign="\ud800" * 300, referrer="javascript:1")),
    )
    post(reader, b'{"\0": "\xff\0"}')
    drain(at=NOON)

    assert (Touch.objects.get().source, Touch.objects.get().campaign) == ("<b>x", "")
    assert "\0" not in BadRow.objects.get().body


@pytest.mark.django_db
def test_a_refusal_leaves_a_number_of_the_day(client, asset):
    post(client, json.dumps(make_event(asset=asset.pk)))
    drain(at=NOON)

    assert DailyCount.objects.get().opened == 1
    assert DroppedCount.objects.get().reason == "no consent"
    assert not Visitor.objects.exists()
