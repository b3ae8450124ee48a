"""The same answers and the same rows, whichever server the collector stands behind."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.signing import TimestampSigner

from analytics.collecting.rows import Bad, Sign, TurnedAway
from analytics.collecting.settled import FLOOD
from analytics.visitor_cookie import VISITOR_COOKIE
from tests.analytics.collecting import faces
from tests.analytics.conftest import signed
from tests.analytics.makers import VIEW, make_event

pytestmark = [pytest.mark.sqlite_only, pytest.mark.xdist_group("collector")]

KNOWN = {"Cookie": f"a=b; {VISITOR_COOKIE}={signed(VIEW)}; c"}
GOOD = json.dumps(make_event(id=str(VIEW))).encode()


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    running = {}

    def start(name):
        if name not in running:
            running[name] = {"wsgi": faces.by_wsgi, "rsgi": faces.by_rsgi}[name](tmp_path_factory.mktemp(name))
        return running[name]

    yield start
    for server in running.values():
        server.stop()


@pytest.fixture(params=["django", "wsgi", "rsgi"])
def face(request, servers, spool_dir):
    FLOOD.forget()
    if request.param == "django":
        settings = request.getfixturevalue("settings")
        settings.PROXIES = 1
        settings.EVENTS_A_MINUTE = faces.EVENTS_A_MINUTE
        return faces.InDjango(spool_dir)
    return servers(request.param)


def batch(*events):
    return json.dumps({"events": list(events)}).encode()


CASES = {
    "an event": (GOOD, KNOWN, 204, None, [Sign]),
    "as json": (GOOD, KNOWN | {"Content-Type": "application/json"}, 204, None, [Sign]),
    "a batch": (batch(make_event(), make_event()), KNOWN, 204, None, [Sign, Sign]),
    "good and bad": (batch(make_event(), make_event(depth=2)), KNOWN, 204, None, [Sign, Bad, TurnedAway]),
    "as long as may be": (GOOD.ljust(64 * 1024), KNOWN, 204, None, [Sign]),
    "a byte longer": (GOOD.ljust(64 * 1024 + 1), KNOWN, 413, None, [Bad, TurnedAway]),
    "far longer": (GOOD.ljust(300_000), KNOWN, 413, None, [Bad, TurnedAway]),
    "empty": (b"", KNOWN, 400, None, [Bad, TurnedAway]),
    "no text": (b'{"\xff\0', KNOWN, 400, None, [Bad, TurnedAway]),
    "another kind": (GOOD, KNOWN | {"Content-Type": "text/html"}, 415, None, [Bad, TurnedAway]),
    "another charset": (GOOD, KNOWN | {"Content-Type": "text/plain;charset=utf-16"}, 415, None, [Bad, TurnedAway]),
    "compressed": (GOOD, KNOWN | {"Content-Encoding": "gzip"}, 415, None, [Bad, TurnedAway]),
    "a stranger": (GOOD, {}, 204, "no consent", [TurnedAway]),
    "a forged cookie": (GOOD, {"Cookie": f"{VISITOR_COOKIE}={VIEW}"}, 204, "no consent", [TurnedAway]),
    "a cookie that is no text": (GOOD, {"Cookie": "\xff\xfe=\xfd; \xc3"}, 204, "no consent", [TurnedAway]),
    "privacy control": (GOOD, KNOWN | {"Sec-GPC": "1"}, 204, "global privacy control", [TurnedAway]),
    "do not track": (GOOD, KNOWN | {"DNT": "1"}, 204, "do not track", [TurnedAway]),
    "staff": (GOOD, {"Cookie": KNOWN["Cookie"] + "; sessionid=x"}, 204, "staff", [TurnedAway]),
    "another origin": (GOOD, KNOWN | {"Origin": "https://evil.example"}, 204, "other origin", [TurnedAway]),
    "across sites": (GOOD, KNOWN | {"Sec-Fetch-Site": "cross-site"}, 204, "other origin", [TurnedAway]),
    "a bot with consent": (GOOD, KNOWN | {"User-Agent": "curl/8.0"}, 204, None, [Sign]),
    "a bot without": (GOOD, {"User-Agent": "curl/8.0"}, 204, "bot", [TurnedAway]),
    "another host": (GOOD, KNOWN | {"Host": "evil.example"}, 400, None, []),
    "no host's name": (GOOD, KNOWN | {"Host": "b\xe4d host"}, 400, None, []),
}


@pytest.mark.parametrize(("body", "headers", "status", "dropped", "kinds"), CASES.values(), ids=CASES)
def test_every_face_answers_alike(face, body, headers, status, dropped, kinds):
    face.rows()

    heard = face.send(body, **headers)

    assert (heard.status, heard.headers.get("X-Touch-Dropped")) == (status, dropped)
    assert [type(row) for row in face.rows()] == kinds
    assert "Set-Cookie" not in heard.headers
    if status == 204:
        assert heard.body == b""
    elif kinds:
        assert heard.headers["Content-Type"] == "application/json"
        assert json.loads(heard.body)["reason"].endswith(".")


@pytest.mark.parametrize("name", ["wsgi", "rsgi"])
def test_cookies_may_come_one_by_one(servers, name):
    """As browsers send them by HTTP/2."""
    served = servers(name)
    served.rows()

    heard = served.send(GOOD, Cookie=["sessionid=x", KNOWN["Cookie"], "other=1"])

    assert (heard.headers["X-Touch-Dropped"], [type(row) for row in served.rows()]) == ("staff", [TurnedAway])


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_a_post_is_taken(face, method):
    face.rows()

    heard = face.send(method=method)

    assert (heard.status, heard.headers["Allow"], heard.body) == (405, "POST", b"")
    assert face.rows() == []


def test_one_address_that_sends_too_much_waits_and_the_others_do_not(face):
    full = batch(*[make_event() for _ in range(50)])
    for line in range(1, 5):  # a new minute begins with none, so one that ends meanwhile is tried again
        minute, ours = time.time() // 60, f"2001:db8:{line}::"
        face.rows()
        heard = [face.send(full, **KNOWN | {"X-Forwarded-For": f"{ours}1"}).status for _ in range(3)]
        neighbour = face.send(GOOD, **KNOWN | {"X-Forwarded-For": f"{ours}2"})
        if time.time() // 60 == minute:
            break

    assert heard == [204, 204, 429]
    assert neighbour.status == 429, "one line has many addresses"
    assert 1 <= int(neighbour.headers["Retry-After"]) <= 60
    assert face.send(GOOD, **KNOWN | {"X-Forwarded-For": "2001:db8:ffff::1"}).status == 204
    told = [(row.reason.value, row.count) for row in face.rows() if isinstance(row, TurnedAway)]
    assert told == [("too many a minute", 2)]


def test_who_writes_while_the_disk_takes_nothing_is_told_to_come_again(face):
    face.send(GOOD, **KNOWN)
    face.rows()
    moved = face.spool.with_name("elsewhere")
    face.spool.rename(moved)
    for segment in moved.iterdir():
        segment.unlink()
    face.spool.write_text("in the way of the folder")

    for body in (GOOD, b"rubbish"):
        heard = face.send(body, **KNOWN)
        assert (heard.status, heard.headers["Retry-After"]) == (503, "30")
        assert "again" in json.loads(heard.body)["reason"]

    face.spool.unlink()
    assert face.send(GOOD, **KNOWN).status == 204
    assert [type(row) for row in face.rows()] == [Sign, TurnedAway]


def test_readers_at_one_moment_all_find_their_place(face):
    face.rows()
    bodies = [json.dumps(make_event(seq=n)).encode() for n in range(200)]

    with ThreadPoolExecutor(16) as pool:
        assert {heard.status for heard in pool.map(lambda body: face.send(body, **KNOWN), bodies)} == {204}

    assert sorted(row.seq for row in face.rows()) == list(range(200))


def test_a_cookie_that_is_older_than_its_life_names_nobody(face):
    old = TimestampSigner(salt="analytics.visitor")
    old.timestamp = lambda: "1AbCdE"  # of 1999

    assert face.send(GOOD, Cookie=f"{VISITOR_COOKIE}={old.sign(str(VIEW))}").headers["X-Touch-Dropped"] == "no consent"


def test_a_collector_of_its_own_holds_neither_models_nor_the_cms():
    script = "import config.rsgi, sys; print([m for m in ('analytics.models', 'wagtail.models') if m in sys.modules])"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-c", script]
    loaded = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True)

    assert loaded.stdout == "[]\n"


def test_a_collector_of_its_own_says_whether_it_can_work(servers):
    rsgi = servers("rsgi")
    rsgi.send(GOOD, **KNOWN)

    assert (rsgi.get("/healthz").status, rsgi.get("/readyz").status, rsgi.get("/").status) == (200, 200, 404)
    aside = rsgi.spool.rename(rsgi.spool.with_name("aside"))
    rsgi.spool.write_text("in the way")
    assert (rsgi.get("/healthz").status, rsgi.get("/readyz").status) == (200, 503)
    rsgi.spool.unlink()
    aside.rename(rsgi.spool)


def test_what_was_answered_survives_kill_9(tmp_path):
    """Of the collector on its own; tests/faults kills the others."""
    rsgi, answered = faces.by_rsgi(tmp_path), []

    def send(number):
        view = str(uuid4())
        try:
            if rsgi.send(json.dumps(make_event(id=view)).encode(), **KNOWN).status == 204:
                answered.append(view)
        except OSError:
            return
        if number == 150:
            for pid in rsgi.workers():
                os.kill(pid, signal.SIGKILL)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(send, range(300)))
    rsgi.wait()
    rsgi.stop()
    written = [str(row.view) for row in rsgi.rows()]

    assert len(answered) >= 100
    assert set(answered) <= set(written)
    assert len(written) == len(set(written))
