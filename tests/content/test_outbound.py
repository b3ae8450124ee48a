import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from content.outbound import Limits, TooLarge, TooManyRedirects, Unwelcome, fetch
from content.outbound_hosts import ForbiddenAddress, TooSlow, Unreachable, is_public

QUICK = Limits(seconds=1)


class Site(BaseHTTPRequestHandler):
    """Answers as its path says."""

    def do_GET(self):
        getattr(self, self.path.partition("?")[0].strip("/").replace("/", "_").replace("-", "_") or "hello")()

    def log_message(self, *args):
        pass

    def _say(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in ({"Content-Length": len(body)} | headers).items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def hello(self):
        self.server.asked.append(dict(self.headers))
        if self.headers.get("If-None-Match") == '"1"':
            self._say(304, ETag='"1"')
        else:
            self._say(body=b"hello", Content_Type="text/xml", ETag='"1"', Last_Modified="then", Set_Cookie="a=b")

    def gone(self):
        self._say(404, b"no")

    def to_hello(self):
        self._say(302, Location="/hello")

    def loop(self):
        self._say(302, Location="/loop")

    def away(self):
        self._say(302, Location=self.path.partition("?")[2])

    def endless(self):
        self.send_response(200)
        self.end_headers()
        self._until_nobody_listens(b"x" * 65536, 0)

    def drip(self):
        self.send_response(200)
        self.end_headers()
        self._until_nobody_listens(b"x", 0.05)

    def drip_headers(self):
        self._until_nobody_listens(b"H", 0.05)

    def large(self):
        self._say(body=b"x" * 6_000_000)

    def bomb(self):
        self._say(body=gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")

    def packed(self):
        self._say(body=gzip.compress(b"hello"), Content_Encoding="gzip")

    def badly_packed(self):
        self._say(body=b"hello", Content_Encoding="gzip")

    def strangely_packed(self):
        self._say(body=b"hello", Content_Encoding="br")

    def broken_off(self):
        self.send_response(200)
        self.send_header("Content-Length", "500")
        self.end_headers()
        self.wfile.write(b"hel")

    def page(self):
        self._say(body=b"<html>", Content_Type="text/html; charset=utf-8")

    def _until_nobody_listens(self, part, pause):
        try:
            for _ in range(400):
                self.wfile.write(part)
                time.sleep(pause)
        except OSError:
            pass
        self.close_connection = True


@pytest.fixture
def site(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.asked = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    server.at = f"http://127.0.0.1:{server.server_port}"
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_port}"]
    yield server
    server.shutdown()
    server.server_close()


def test_it_brings_what_stands_there_and_leaves_cookies(site):
    found = fetch(f"{site.at}/hello", kinds=["text/xml"])
    fetch(f"{site.at}/hello")

    assert (found.body, found.kind, found.etag, found.last_modified) == (b"hello", "text/xml", '"1"', "then")
    assert "Cookie" not in site.asked[1]
    assert site.asked[0]["User-Agent"].startswith("Touchstone (+http")
    assert site.asked[0]["Host"] == site.at.removeprefix("http://")


def test_what_has_not_changed_is_not_sent_again(site):
    found = fetch(f"{site.at}/hello", etag='"1"')

    assert found.is_unchanged
    assert found.body == b""


def test_redirects_are_followed_and_counted(site):
    assert fetch(f"{site.at}/to-hello").body == b"hello"
    with pytest.raises(TooManyRedirects, match="more than 5"):
        fetch(f"{site.at}/loop")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://localhost/",
        "http://0/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "http://ada:secret@example.com/",
        "http://example.com:22/",
        "http://127.0.0.1:1/",
        "//127.0.0.1:2/",
    ],
)
def test_a_redirect_into_the_house_is_refused(site, target):
    with pytest.raises(ForbiddenAddress):
        fetch(f"{site.at}/away?{target}")


@pytest.mark.parametrize(
    "answers", [["93.184.216.34", "10.0.0.1"], ["fe80::1%eth0"], ["::ffff:10.0.0.1"], ["64:ff9b::a00:1"]]
)
def test_one_private_answer_is_enough_to_refuse(settings, answers):
    settings.OUTBOUND_ALLOW = []

    with pytest.raises(ForbiddenAddress, match="private network"):
        fetch("http://mixed.example/", resolve=lambda host, port: answers)


def test_the_connection_goes_to_the_address_that_was_checked(site, settings):
    """A name that is public when it is checked and private a moment later is asked for once only."""
    settings.OUTBOUND_ALLOW = ["pinned.example:80", f"pinned.example:{site.server_port}"]
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])

    found = fetch(f"http://pinned.example:{site.server_port}/hello", resolve=lambda host, port: next(answers))

    assert found.body == b"hello"
    assert site.asked[0]["Host"] == f"pinned.example:{site.server_port}"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *[(a, False) for a in ("10.1.2.3", "100.64.0.1", "127.9.9.9", "169.254.169.254", "192.0.0.1", "198.18.0.1")],
        *[
            (a, False)
            for a in ("224.0.0.1", "255.255.255.255", "0.0.0.1", "192.88.99.1", "168.63.129.16", "203.0.113.9")
        ],
        *[
            (a, False)
            for a in ("::", "::1", "::ffff:8.8.8.8", "::7f00:1", "fc00::1", "fe80::1", "ff02::1", "fd00:ec2::254")
        ],
        *[
            (a, False)
            for a in ("2002:7f00:1::", "2001::1", "2001:db8::1", "64:ff9b::7f00:1", "64:ff9b:1::1", "5f00::1")
        ],
        *[(a, False) for a in ("not an address", "")],
        *[(a, True) for a in ("93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808")],
    ],
)
def test_which_addresses_are_public(settings, address, public):
    settings.OUTBOUND_ALLOW = []

    assert is_public(address) is public


def test_an_operator_may_open_an_intranet(settings):
    settings.OUTBOUND_ALLOW = ["10.2.0.0/16"]

    assert is_public("10.2.3.4")
    assert not is_public("10.3.3.4")


@pytest.mark.parametrize("path", ["drip", "drip-headers"])
def test_who_speaks_slowly_is_cut_off_in_time(site, path):
    began = time.monotonic()

    with pytest.raises(TooSlow):
        fetch(f"{site.at}/{path}", limits=QUICK)

    assert time.monotonic() - began < 3


def test_a_server_that_never_answers_is_left(settings):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{mute.getsockname()[1]}"]
        with pytest.raises(TooSlow):
            fetch(f"http://127.0.0.1:{mute.getsockname()[1]}/", limits=QUICK)


def test_a_name_that_is_never_found_is_left():
    with pytest.raises(TooSlow, match=r"slow\.example"):
        fetch("http://slow.example/", limits=Limits(seconds=0.2), resolve=lambda host, port: time.sleep(1) or [])


@pytest.mark.parametrize("path", ["endless", "large", "bomb"])
def test_too_much_is_not_taken(site, path):
    with pytest.raises(TooLarge, match="larger than 5 MB"):
        fetch(f"{site.at}/{path}")


def test_what_is_packed_is_unpacked(site):
    assert fetch(f"{site.at}/packed").body == b"hello"


@pytest.mark.parametrize(
    ("path", "error", "says"),
    [
        ("gone", Unwelcome, "answered 404"),
        ("page", Unwelcome, "type text/html"),
        ("badly-packed", Unwelcome, "is not"),
        ("strangely-packed", Unwelcome, "packed as br"),
        ("broken-off", Unreachable, "broke off|IncompleteRead"),
    ],
)
def test_an_answer_that_is_no_use_is_named(site, path, error, says):
    with pytest.raises(error, match=says):
        fetch(f"{site.at}/{path}", kinds=["text/xml", "text/plain"] if path != "gone" else ())


def test_nobody_there_is_named(settings):
    settings.OUTBOUND_ALLOW = ["127.0.0.1:9"]
    with pytest.raises(Unreachable, match="did not answer"):
        fetch("http://127.0.0.1:9/")
    with pytest.raises(Unreachable, match="no server of the name"):
        fetch("http://nowhere.invalid/", resolve=lambda host, port: [])


def test_the_environments_proxy_takes_no_part(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")

    assert fetch(f"{site.at}/hello").body == b"hello"
