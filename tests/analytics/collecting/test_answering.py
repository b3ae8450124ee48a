import gzip
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from analytics.collecting.answering import MOST_BAD_ROWS_A_MINUTE, could_not_store, weigh
from analytics.collecting.asking import Asked, Terms
from analytics.collecting.dropped import Dropped
from analytics.collecting.flood import Flood, SentAway
from analytics.collecting.rows import Bad, Sign, TurnedAway, from_line, to_line
from analytics.machines.door import Pace
from analytics.machines.mail import parameter
from analytics.visitor_cookie import LIFE, VISITOR_COOKIE
from tests.analytics.conftest import signed
from tests.analytics.makers import BROWSER, CHROME, VIEW, make_event
from tests.factories import NOON

GOOD = json.dumps(make_event(id=str(VIEW))).encode()
OURS = "touchstone.example"


@pytest.fixture
def terms():
    return Terms(
        is_our_host=lambda host: host == OURS,
        staff_cookie="sessionid",
        zone=UTC,
        proxies=1,
        most_events_a_minute=100,
        country_of=lambda address: {"192.0.2.7": "DE"}.get(address, ""),
        flood=Flood(),
        rubbish=Flood(),
        pace=Pace(),
        sent_away=SentAway(),
    )


@pytest.fixture
def send(terms):
    """A browser that agreed sends one body; what would be written comes back with the answer."""

    def send(body=GOOD, *, host=OURS, known=True, at=NOON, remote="192.0.2.7", terms=terms, **headers):
        cookie = {"Cookie": f"{VISITOR_COOKIE}={signed(VIEW)}"} if known else {}
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"User-Agent": BROWSER, "Content-Type": "text/plain"} | cookie | headers
        asked = Asked(method="POST", host=host, headers=headers, body=body, remote=remote, at=at)
        weighed = weigh(asked, terms=terms)
        return weighed.answer, [from_line(line) for line in weighed.lines.splitlines(keepends=True)]

    return send


def events(*made):
    return json.dumps({"events": list(made)}).encode()


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
    "list": (b"[" + GOOD + b"]", 400),
    "string": (b'"hello"', 400),
    "null": (b"null", 400),
    "number": (b"1" * 5000, 400),
    "huge number": (GOOD.replace(b'"seq": 0', b'"seq": ' + b"9" * 5000), 400),
    "exponent": (GOOD.replace(b'"depth": 0.0', b'"depth": 1e999'), 400),
    "nan": (GOOD.replace(b'"depth": 0.0', b'"depth": NaN'), 400),
    "latin 1": ("é".encode("latin-1"), 400),
    "utf-16": (GOOD.decode().encode("utf-16"), 400),
    "bom": (b"\xef\xbb\xbf" + GOOD, 400),
    "gzip": (gzip.compress(GOOD), 400),
    "truncated": (GOOD[:-1], 400),
    "form": (b"id=1&seq=2", 400),
    "no events": (b'{"events": []}', 400),
    "51 events": (events(*[make_event()] * 51), 400),
    "events is no list": (b'{"events": {}}', 400),
    "events and more": (b'{"events": [], "x": 1}', 400),
    "events of lists": (b'{"events": [[], null, 1, "x"]}', 400),
    "too long": (b" " * (64 * 1024) + b"{}", 413),
    "duplicate keys": (GOOD.replace(b'"seq": 0', b'"seq": 0, "seq": 1'), 204),
    "exactly 64 KB": (GOOD.ljust(64 * 1024), 204),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_body_breaks_the_collector(send, name):
    body, status = HOSTILE[name]

    answer, rows = send(body)

    assert answer.status == status
    if status == 204:
        assert [type(row) for row in rows] == [Sign]
    else:
        assert json.loads(answer.body)["reason"].endswith(".")
        *bad, counted = rows
        assert bad
        assert all(isinstance(row, Bad) and len(row.body) <= 2000 for row in bad)
        assert (counted.reason.value, counted.count) == ("malformed", len(bad))


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        ("application/x-www-form-urlencoded", {}),
        ("multipart/form-data; boundary=x", {}),
        ("text/html", {}),
        ("", {}),
        ("application/json;charset=utf-16", {}),
        ('text/plain; a=b; charset="latin1"', {}),
        ("application/json", {"Content_Encoding": "gzip"}),
    ],
)
def test_other_kinds_of_body_are_refused_in_words(send, kind, headers):
    answer, rows = send(Content_Type=kind, **headers)

    assert answer.status == 415
    assert json.loads(answer.body)["reason"].startswith("Send the events")
    assert isinstance(rows[0], Bad)


@pytest.mark.parametrize("kind", ["Application/JSON", "text/plain;charset=UTF-8", 'text/plain; charset="utf-8"'])
def test_what_browsers_send_is_taken(send, kind):
    assert send(Content_Type=kind)[0].status == 204


def test_what_a_page_says_of_a_view_is_in_the_row(send):
    said = make_event(
        id=str(VIEW), seq=3, asset=7, active_ms=1500, depth=0.5, pages=0.25, film=1, did="download", target=9,
        source="letter", medium="mail", campaign="spring", referrer="https://a.example/x", mail=parameter("k", at=NOON),
    )  # fmt: skip

    _, [row] = send(json.dumps(said).encode())

    assert (row.view, row.visitor, row.asset, row.seq, row.active_ms) == (VIEW, VIEW, 7, 3, 1500)
    assert (row.depth, row.pages, row.film, row.did, row.target) == (0.5, 0.25, 1, "download", 9)
    assert (row.source, row.medium, row.campaign, row.referrer) == ("letter", "mail", "spring", "a.example")
    assert (row.mail, row.mailed_at, row.heard, row.country) == ("k", NOON.replace(microsecond=0), NOON, "DE")


def test_a_mail_that_we_did_not_sign_is_no_mail(send):
    _, [row] = send(json.dumps(make_event(mail="k.0.forged")).encode())

    assert (row.mail, row.mailed_at) == ("", None)


def test_no_row_holds_an_address_or_an_agent(send):
    for known in (True, False):
        for body in (GOOD, b"rubbish"):
            _, rows = send(body, known=known, X_Forwarded_For="198.51.100.23")
            text = " ".join(to_line(row).decode() for row in rows)
            assert "198.51" not in text
            assert "Firefox" not in text


def test_without_consent_an_opening_is_a_number_and_nothing_else(send):
    body = events(make_event(asset=7), make_event(asset=7, seq=1), make_event(asset=8, seq=2, did="next"))

    answer, [row] = send(body, known=False)

    assert answer.headers["X-Touch-Dropped"] == "no consent"
    assert (row.count, row.opened, row.machine) == (3, (7,), "")
    assert set(json.loads(to_line(row))) == {"kind", "reason", "count", "day", "opened"}


@pytest.mark.parametrize(
    ("headers", "machine"),
    [
        ({"User_Agent": "curl/8.0"}, "bot"),
        ({"User_Agent": CHROME.replace("Chrome", "HeadlessChrome")}, "headless"),
        ({"Sec_Purpose": "prefetch"}, "prefetch"),
    ],
)
def test_a_machine_is_not_passed_over_in_silence(send, headers, machine):
    """With consent it is a row that says so; without, an opening that is held."""
    answer, [row] = send(**headers)
    assert (answer.headers["X-Touch-Quarantined"], row.machine) == (machine, machine)

    answer, [row] = send(known=False, **headers)
    assert answer.headers["X-Touch-Dropped"] in ("bot", "prefetch")
    assert (row.machine, row.opened) == (machine, (1,))


def test_a_browser_that_says_a_program_steers_it_is_headless(send):
    _, [row] = send(json.dumps(make_event(automated=True)).encode())

    assert row.machine == "headless"


def test_without_consent_what_was_never_on_a_screen_stands_apart(send):
    _, rows = send(events(make_event(asset=7), make_event(asset=8, shown=False)), known=False)

    assert [(row.machine, row.opened, row.count) for row in rows] == [("", (7,), 1), ("unseen", (8,), 1)]


def test_without_consent_one_address_opens_no_more_than_a_person_does(send):
    counted = [send(known=False)[1][0].machine for _ in range(31)]

    assert counted == [""] * 30 + ["rate"]
    assert send(known=False, X_Forwarded_For="198.51.100.1")[1][0].machine == ""


@pytest.mark.parametrize("undeclared", [{"remote": "127.0.0.1"}, {"remote": "172.17.0.1", "proxies": 0}])
def test_readers_behind_a_proxy_that_nobody_named_are_not_taken_for_one(send, terms, undeclared):
    terms = Terms(**vars(terms) | {"proxies": undeclared.get("proxies", 1), "most_events_a_minute": 20})
    said = {"X_Forwarded_For": "198.51.100.1"} if "proxies" in undeclared else {}

    answers = [send(known=False, remote=undeclared["remote"], terms=terms, **said) for _ in range(40)]

    assert {(answer.status, rows[0].machine) for answer, rows in answers} == {(204, "")}


def test_an_address_that_sent_its_share_waits_for_the_next_minute(send):
    full = events(*[make_event()] * 50)
    at = NOON + timedelta(seconds=20)

    assert [send(full, at=at)[0].status for _ in range(3)] == [204, 204, 429]
    answer, rows = send(b"rubbish", at=at)
    assert (answer.status, answer.headers["Retry-After"], rows) == (429, "40", [])
    assert send(remote="192.0.2.8", at=at)[0].status == 204
    assert send(at=at + timedelta(seconds=40))[0].status == 204


def test_what_was_sent_away_is_counted_with_the_next_that_is_written(send, terms):
    terms.flood.count("192.0.2.7", 100, at=NOON)
    send()
    send()

    _, [row, told] = send(remote="192.0.2.8")

    assert (told.reason.value, told.count) == ("too many a minute", 2)
    assert isinstance(row, Sign)
    assert len(send(remote="192.0.2.8")[1]) == 1


def test_what_could_not_be_stored_is_counted_when_it_can(send, terms):
    asked = Asked(
        method="POST", host=OURS, headers={"Content-Type": "text/plain"}, body=GOOD, remote="192.0.2.8", at=NOON
    )
    terms.sent_away.add(Dropped.TOO_MANY, 5)

    for _ in range(2):
        answer = could_not_store(weigh(asked, terms=terms), terms=terms)

    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    _, rows = send()
    assert sorted((row.reason.value, row.count) for row in rows[1:]) == [
        ("could not be stored", 2),
        ("too many a minute", 5),
    ]


def test_rubbish_does_not_fill_the_spool(send, terms):
    terms.rubbish.count("", MOST_BAD_ROWS_A_MINUTE - 1, at=NOON)

    assert [type(row) for row in send(b"1")[1]] == [Bad, TurnedAway]
    assert [type(row) for row in send(b"2")[1]] == [TurnedAway]
    assert [type(row) for row in send(b"3", at=NOON + timedelta(minutes=1))[1]] == [Bad, TurnedAway]


@pytest.mark.parametrize("header", ["Sec_GPC", "DNT"])
def test_a_bad_row_of_a_reader_who_asks_not_to_be_tracked_has_no_body(send, header):
    _, rows = send(b'{"id": "me"}', **{header: "1"})

    assert rows[0].body == ""


@pytest.mark.parametrize(
    "forged",
    ["", "1", str(VIEW), "{}", signed(VIEW)[:-1], signed(VIEW).replace(str(VIEW)[:8], "00000000")],
    ids=["none", "number", "unsigned", "object", "cut", "another id"],
)
def test_only_a_value_that_we_signed_names_a_visitor(send, forged):
    assert send(Cookie=f"{VISITOR_COOKIE}={forged}")[0].headers["X-Touch-Dropped"] == "no consent"


def test_a_cookie_names_nobody_after_its_life(send):
    cookie = f"{VISITOR_COOKIE}={signed(VIEW)}"
    later = datetime.now(UTC) + LIFE + timedelta(minutes=1)

    assert send(Cookie=cookie, at=later)[0].headers == {"X-Touch-Dropped": "no consent"}
    assert send(Cookie=cookie, at=later - timedelta(minutes=2))[0].headers == {}


def test_a_day_is_a_day_where_the_site_is(send, terms):
    terms = Terms(**vars(terms) | {"zone": ZoneInfo("Pacific/Auckland")})

    _, [row] = send(known=False, terms=terms, at=NOON)

    assert row.day == (NOON + timedelta(hours=13)).date()


def test_what_is_remembered_between_requests_does_not_fill_the_memory(send):
    def send_much(i):
        long = f"{i:04}" + "x" * 50_000
        body = events(make_event(id=str(VIEW), referrer=f"https://{long}/", source=long, campaign=long))
        send(body, User_Agent=long, Content_Type=f"text/plain; {long}", X_Forwarded_For=f"192.0.2.{i}")
        send(body, Cookie=f"{VISITOR_COOKIE}={long}", X_Forwarded_For=f"192.0.2.{i}")

    send_much(0)
    tracemalloc.start()
    for i in range(1, 50):
        send_much(i)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held < 2**20
