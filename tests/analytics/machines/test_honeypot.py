import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from analytics.machines.door import PACE
from analytics.machines.honeypot import KEPT, caught, hits_near
from analytics.machines.mail import Mail, parameter
from analytics.models import HoneypotHit, Quarantine
from analytics.reasons import Machine
from tests.analytics.machines.makers import make_counted, make_view
from tests.factories import NOON, make_asset, make_visitor

pytestmark = pytest.mark.django_db

HIDDEN = "/everything/"


def counts(touch):
    touch.refresh_from_db()
    return touch.quarantined_for == ""


def a_touch(visitor=None, *, ago=timedelta(0), mail=""):
    heard = timezone.now() - ago
    touch = make_counted(visitor, at=heard)
    make_view(touch, mail=mail)
    return touch


def test_a_visitor_who_follows_the_link_takes_what_they_read_within_the_hour_out_of_the_count(reader, visitor):
    lately, long_ago, other = a_touch(visitor), a_touch(visitor, ago=timedelta(hours=2)), a_touch()

    response = reader.get(HIDDEN)

    assert response.status_code == 200
    assert [counts(touch) for touch in (lately, long_ago, other)] == [False, True, True]
    row = Quarantine.objects.get()
    assert row.reason == Machine.HONEYPOT
    assert row.evidence.startswith("It followed the hidden link at ")
    assert "192" not in str(HoneypotHit.objects.values().get())


def test_following_it_with_head_is_following_it(reader, visitor):
    touch = a_touch(visitor)

    assert reader.head(HIDDEN).status_code == 200
    assert not counts(touch)


def test_a_scanner_that_follows_it_from_a_mail_takes_those_who_came_from_the_mail_at_that_time_along(client):
    key = uuid4().hex
    at_once, earlier = a_touch(mail=key), a_touch(mail=key, ago=timedelta(minutes=5))
    other = a_touch(mail=uuid4().hex)

    client.get(HIDDEN, {"mail": parameter(key, at=NOON)})

    assert [counts(touch) for touch in (at_once, earlier, other)] == [False, True, True]


@pytest.mark.parametrize(
    "headers",
    [{"sec-fetch-site": "cross-site"}, {"sec-purpose": "prefetch"}, {"x-moz": "prefetch"}],
)
def test_another_site_and_a_browser_that_loads_ahead_get_nobody_into_trouble(reader, visitor, headers):
    touch = a_touch(visitor)

    assert reader.get(HIDDEN, headers=headers).status_code == 200
    assert counts(touch)
    assert not HoneypotHit.objects.exists()


def test_who_was_sent_the_address_by_a_stranger_keeps_what_they_read(reader, visitor):
    """The stranger's own letter has a hidden link too, which can be passed on."""
    strangers = uuid4().hex
    reading, came_from_it = a_touch(visitor), a_touch(mail=strangers)

    for said in ({}, {"mail": parameter(strangers, at=NOON)}):
        assert reader.get(HIDDEN, said, headers={"sec-fetch-site": "none"}).status_code == 200

    assert counts(reading)
    assert not counts(came_from_it)


def test_colleagues_may_look_at_it(client, admin_user, visitor, reader):
    touch = a_touch(visitor)
    reader.force_login(admin_user)

    reader.get(HIDDEN)

    assert counts(touch)


def test_a_stranger_is_remembered_by_address_for_an_hour_and_on_no_disk(client):
    client.get(HIDDEN, REMOTE_ADDR="192.0.2.7")

    now = timezone.now()
    assert PACE.opened("192.0.2.7", assets=[1], at=now) is Machine.HONEYPOT
    assert PACE.opened("192.0.2.8", assets=[1], at=now) is None
    assert not HoneypotHit.objects.exists()


def test_a_mail_s_scanner_does_not_shut_its_whole_network_out(client):
    key = uuid4().hex
    client.get(HIDDEN, {"mail": parameter(key)}, REMOTE_ADDR="192.0.2.7")

    now = timezone.now()
    assert PACE.opened("192.0.2.7", assets=[1], at=now) is None
    assert PACE.opened("192.0.2.9", assets=[1], mail=Mail(key), at=now) is Machine.HONEYPOT
    assert PACE.opened("192.0.2.9", assets=[1], mail=Mail(key), at=now + timedelta(minutes=3)) is None


def test_a_made_up_mail_or_visitor_is_a_stranger(client, visitor):
    touch = a_touch(visitor, mail="m")
    client.cookies["ts_visitor"] = str(visitor.key)

    client.get(HIDDEN, {"mail": "m"})

    assert counts(touch)
    assert not HoneypotHit.objects.exists()


def test_who_follows_it_again_and_again_leaves_one_row_a_minute_and_rows_go_after_a_month(visitor):
    for second in range(50):
        caught(visitor, None, at=NOON + timedelta(seconds=second))
    assert HoneypotHit.objects.count() == 1

    caught(make_visitor(), None, at=NOON + KEPT + timedelta(days=1))
    assert HoneypotHit.objects.exclude(visitor=visitor).count() == HoneypotHit.objects.count() == 1


def test_events_that_come_later_find_the_hits_of_their_time(visitor, django_assert_num_queries):
    caught(visitor, Mail("m"), at=NOON)
    caught(make_visitor(), None, at=NOON)

    with django_assert_num_queries(1):
        hits = hits_near([visitor.pk], ["", "m"], since=NOON, until=NOON + timedelta(minutes=1))
    assert [(hit.visitor, hit.mail, hit.at) for hit in hits] == [(visitor.pk, "m", NOON)]
    assert hits_near([visitor.pk], ["m"], since=NOON + timedelta(hours=2), until=NOON + timedelta(hours=3)) == []


def test_the_answer_is_innocent_and_for_no_search_engine(client):
    response = client.get(HIDDEN)

    assert "Nothing here" in response.text
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies
    assert client.post(HIDDEN).status_code == 405


def test_every_public_page_has_the_link_where_no_person_meets_it_and_robots_are_told_to_stay_away(client):
    cache.clear()
    page = client.get(make_asset().get_url()).text

    assert re.findall(r'<div hidden><a href="/everything/" rel="nofollow"></a></div>', page)
    assert page.count(HIDDEN) == 1
    assert "Disallow: /everything/" in client.get("/robots.txt").text
    assert HIDDEN not in client.get("/sitemap.xml").text
