import gzip
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from django.urls import reverse

from analytics.collecting.rows import Bad, Sign, TurnedAway, from_line
from analytics.loading.draining import drain
from analytics.loading.segments import read_on, segments
from analytics.models import BadRow, Consent, DailyCount, DroppedCount, Touch, Visitor
from analytics.visitors import CONSENT_COOKIE, VISITOR_COOKIE
from tests.analytics.conftest import signed
from tests.analytics.makers import VIEW, make_event, post
from tests.factories import NOON

GOOD = json.dumps(make_event(id=str(VIEW)))


def rows(spool_dir):
    return [from_line(line) for chunk in read_on(segments(spool_dir), {}, limit=10**6) for line in chunk.lines]


@pytest.fixture
def stranger():
    return Client()


@pytest.fixture
def known():
    """A browser with our signature, as the collector knows it: without a database."""
    client = Client()
    client.cookies[VISITOR_COOKIE] = signed(VIEW)
    return client


# The collector. None of these tests may use the database: it may be down.


def test_an_event_is_in_the_spool_before_it_is_answered(known, spool_dir):
    response = post(known, json.dumps(make_event(id=str(VIEW), asset=7, seq=3, active_ms=1500, depth=0.5)))

    assert (response.status_code, response.content) == (204, b"")
    assert "X-Touch-Dropped" not in response
    [row] = rows(spool_dir)
    assert (row.view, row.visitor, row.asset, row.seq) == (VIEW, VIEW, 7, 3)
    assert (row.active_ms, row.depth) == (1500, 0.5)


def test_the_collector_sets_no_cookie(known):
    assert not post(known, GOOD).cookies


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "text/plain;charset=UTF-8"])
def test_a_batch_may_come_as_json_or_as_text(known, spool_dir, content_type):
    response = post(known, json.dumps({"events": [make_event(), make_event()]}), content_type=content_type)

    assert response.status_code == 204
    assert [type(row) for row in rows(spool_dir)] == [Sign, Sign]


def test_of_a_mixed_batch_the_good_is_kept_and_the_bad_is_a_bad_row(known, spool_dir):
    response = post(known, json.dumps({"events": [make_event(), make_event(depth=2)]}))

    assert response.status_code == 204
    assert [type(row) for row in rows(spool_dir)] == [Sign, Bad]


DEEP = b"[" * 60_000
HOSTILE = {
    "empty": (b"", 400),
    "blank": (b" \n", 400),
    "nul": (b"\0", 400),
    "nul in json": (b'{"id": "\0"}', 400),
    "escaped nul": (json.dumps(make_event(id="\0")).encode(), 400),
    "surrogate": (b'{"id": "\\ud800"}', 400),
    "surrogate as key": (b'{"\\ud800": 1}', 400),
    "brackets": (DEEP, 400),
    "closed brackets": (DEEP[:30_000] + b"]" * 30_000, 400),
    "100,000 brackets": (b"[" * 100_000, 413),
    "nested event": (b'{"events": [' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"]}", 400),
    "nested id": (b'{"id": ' + b"[" * 800 + b"]" * 800 + b"}", 400),
    "list": (f"[{GOOD}]".encode(), 400),
    "string": (b'"hello"', 400),
    "null": (b"null", 400),
    "number": (b"1" * 5000, 400),
    "huge number": (GOOD.replace('"seq": 0', '"seq": ' + "9" * 5000).encode(), 400),
    "exponent": (GOOD.replace('"depth": 0.0', '"depth": 1e999').encode(), 400),
    "nan": (GOOD.replace('"depth": 0.0', '"depth": NaN').encode(), 400),
    "latin 1": ("é".encode("latin-1"), 400),
    "utf-16": (GOOD.encode("utf-16"), 400),
    "bom": (b"\xef\xbb\xbf" + GOOD.encode(), 400),
    "gzip": (gzip.compress(GOOD.encode()), 400),
    "truncated": (GOOD[:-1].encode(), 400),
    "form": (b"id=1&seq=2", 400),
    "no events": (b'{"events": []}', 400),
    "51 events": (json.dumps({"events": [make_event()] * 51}).encode(), 400),
    "events is no list": (b'{"events": {}}', 400),
    "events and more": (b'{"events": [], "x": 1}', 400),
    "events of lists": (b'{"events": [[], null, 1, "x"]}', 400),
    "too long": (b" " * (64 * 1024) + b"{}", 413),
    "duplicate keys": (GOOD.replace('"seq": 0', '"seq": 0, "seq": 1').encode(), 204),
    "exactly 64 KB": (GOOD.encode().ljust(64 * 1024), 204),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_body_breaks_the_collector(known, spool_dir, name):
    body, status = HOSTILE[name]

    response = post(known, body)

    assert response.status_code == status
    if status != 204:
        assert response.json()["reason"].endswith(".")
        kept = rows(spool_dir)
        assert [type(row) for row in kept] == [Bad]
        assert len(kept[0].body) <= 2000
    assert post(known, GOOD).status_code == 204


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        ("application/x-www-form-urlencoded", {}),
        ("multipart/form-data; boundary=x", {}),
        ("text/html", {}),
        ("", {}),
        ("application/json;charset=utf-16", {}),
        ("application/json", {"content_encoding": "gzip"}),
    ],
)
def test_other_kinds_of_body_are_refused_in_words(known, spool_dir, content_type, headers):
    response = post(known, GOOD, content_type=content_type, **headers)

    assert response.status_code == 415
    assert response.json()["reason"].startswith("Send the events")
    assert [type(row) for row in rows(spool_dir)] == [Bad]


@pytest.mark.parametrize("method", ["get", "head", "put", "patch", "delete", "options"])
def test_only_a_post_is_taken(known, spool_dir, method):
    assert getattr(known, method)("/t/").status_code == 405
    assert not spool_dir.exists()


def test_without_consent_an_opening_is_a_number_and_nothing_else(stranger, spool_dir):
    body = json.dumps({"events": [make_event(asset=7), make_event(asset=7, seq=1)]})

    response = post(stranger, body, referer="https://a.example/")

    assert (response.status_code, response["X-Touch-Dropped"]) == (204, "no consent")
    [row] = rows(spool_dir)
    assert isinstance(row, TurnedAway)
    assert (row.count, row.opened) == (2, (7,))
    assert set(row.model_dump()) == {"kind", "reason", "count", "day", "opened", "machine"}


@pytest.mark.parametrize(
    ("headers", "reason", "opened"),
    [
        ({"sec_gpc": "1"}, "global privacy control", (1,)),
        ({"dnt": "1"}, "do not track", (1,)),
        ({"agent": "curl/8.0"}, "bot", ()),
        ({"sec_purpose": "prefetch"}, "prefetch", ()),
        ({"origin": "https://evil.example"}, "other origin", ()),
        ({"sec_fetch_site": "cross-site"}, "other origin", ()),
        ({"cookie": "sessionid=anything"}, "staff", ()),
    ],
)
def test_what_is_dropped_says_why(known, spool_dir, headers, reason, opened):
    if "cookie" in headers:
        known.cookies["sessionid"] = "anything"
        headers = {}

    response = post(known, GOOD, **headers)

    assert (response.status_code, response["X-Touch-Dropped"]) == (204, reason)
    [row] = rows(spool_dir)
    assert (row.reason.value, row.opened) == (reason, opened)
    assert str(VIEW) not in row.model_dump_json()


@pytest.mark.parametrize(
    "forged",
    ["", "1", str(VIEW), "{}", signed(VIEW)[:-1], signed(VIEW).replace(str(VIEW)[:8], "00000000")],
    ids=["none", "number", "unsigned", "object", "cut", "another id"],
)
def test_only_a_value_that_we_signed_names_a_visitor(stranger, forged):
    stranger.cookies[VISITOR_COOKIE] = forged

    assert post(stranger, GOOD)["X-Touch-Dropped"] == "no consent"


def test_a_bad_row_of_a_reader_who_asks_not_to_be_tracked_has_no_body(known, spool_dir):
    post(known, b'{"id": "me"}', sec_gpc="1")

    assert [row.body for row in rows(spool_dir)] == [""]


def test_a_spool_that_cannot_be_written_asks_to_send_again(known, spool_dir):
    spool_dir.write_text("in the way of the folder")

    for body in (GOOD, b"rubbish"):
        response = post(known, body)
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert "again" in response.json()["reason"]

    spool_dir.unlink()
    assert post(known, GOOD).status_code == 204


def test_readers_at_one_moment_all_find_their_place(known, spool_dir):
    bodies = [json.dumps(make_event(seq=n)) for n in range(64)]

    def send(body):
        client = Client()
        client.cookies[VISITOR_COOKIE] = signed(VIEW)
        return post(client, body).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(send, bodies)) == {204}

    assert sorted(row.seq for row in rows(spool_dir)) == list(range(64))


# From the page to the table.


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
def test_a_refusal_leaves_a_number_of_the_day(stranger, asset):
    post(stranger, json.dumps(make_event(asset=asset.pk)))
    drain(at=NOON)

    assert DailyCount.objects.get().opened == 1
    assert DroppedCount.objects.get().reason == "no consent"
    assert not Visitor.objects.exists()


# Consent.


def answer(client, choice, *, follow=False, **headers):
    form = {"choice": choice, "next": "/insights/"}
    return client.post(reverse("consent"), form, headers={n.replace("_", "-"): v for n, v in headers.items()})


@pytest.mark.django_db
def test_yes_makes_a_visitor_and_gives_both_cookies(stranger):
    response = answer(stranger, "yes", origin="http://testserver", sec_fetch_site="same-origin")

    assert (response.status_code, response["Location"]) == (302, "/insights/")
    consent = Consent.objects.get()
    assert (consent.choice, consent.visitor) == (Consent.Choice.GIVEN, Visitor.objects.get())
    ours, plain = response.cookies[VISITOR_COOKIE], response.cookies[CONSENT_COOKIE]
    assert (ours["httponly"], ours["samesite"], ours["secure"], ours["max-age"]) == (True, "Lax", "", 395 * 86_400)
    assert (plain.value, plain["httponly"]) == ("yes", "")


@pytest.mark.django_db
def test_over_https_the_cookies_are_secure(stranger):
    response = stranger.post(reverse("consent"), {"choice": "yes"}, secure=True)

    assert response.cookies[VISITOR_COOKIE]["secure"]
    assert response.cookies[CONSENT_COOKIE]["secure"]


@pytest.mark.django_db
def test_yes_twice_is_one_visitor(stranger):
    answer(stranger, "yes")
    answer(stranger, "yes")

    assert (Visitor.objects.count(), Consent.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_no_leaves_no_row_and_no_cookie(stranger):
    response = answer(stranger, "no")

    assert response.status_code == 302
    assert not Visitor.objects.exists()
    assert all(cookie["max-age"] == 0 for cookie in response.cookies.values())


@pytest.mark.django_db
@pytest.mark.parametrize("choice", ["withdraw", "no"])
def test_who_takes_it_back_is_remembered_no_longer(reader, visitor, asset, choice):
    response = answer(reader, choice)

    visitor.refresh_from_db()
    assert visitor.withdrawn_at
    assert visitor.consents.get().choice == Consent.Choice.WITHDRAWN
    assert {name for name, cookie in response.cookies.items() if cookie["max-age"] == 0} == {
        VISITOR_COOKIE,
        CONSENT_COOKIE,
    }


@pytest.mark.django_db
def test_an_event_that_was_under_way_when_consent_was_withdrawn_is_dropped(reader, asset):
    post(reader, json.dumps(make_event(asset=asset.pk)))
    answer(reader, "withdraw")
    drain(at=NOON)

    assert not Touch.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["sec_gpc", "dnt"])
def test_the_browsers_own_refusal_wins_over_a_yes(stranger, header):
    response = answer(stranger, "yes", **{header: "1"})

    assert not Visitor.objects.exists()
    assert all(cookie["max-age"] == 0 for cookie in response.cookies.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
def test_another_site_cannot_answer(stranger, headers):
    assert answer(stranger, "yes", **headers).status_code == 403
    assert not Visitor.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "away",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\nhttps://evil.example", ""],
)
def test_the_way_back_is_on_our_own_site(stranger, away):
    response = stranger.post(reverse("consent"), {"choice": "no", "next": away})

    assert response["Location"] == "/"


@pytest.mark.django_db
def test_an_unknown_answer_changes_nothing(stranger):
    assert answer(stranger, "maybe").status_code == 400
    assert stranger.get(reverse("consent")).status_code == 405


@pytest.mark.django_db
def test_the_privacy_page_says_the_present_choice(reader, stranger):
    assert "You agreed" in reader.get(reverse("privacy")).text
    assert "You have not agreed" in stranger.get(reverse("privacy")).text
    assert "global privacy control" in reader.get(reverse("privacy"), headers={"sec-gpc": "1"}).text
    assert "no-store" in stranger.get(reverse("privacy"))["Cache-Control"]
    assert not stranger.cookies
