"""The one door through which we fetch anything from elsewhere.

Nobody may use us to look into the network that we stand in. So the host is looked up once, every address that it has must
be public, the connection goes to the address that was checked, and each redirect is checked anew. Time, size (unpacked)
and redirects are bounded; no cookie, no credential and no proxy of the environment takes part.
"""

import socket
import ssl
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin

from django.conf import settings

from content.outbound_hosts import PORTS, NotFetched, Resolve, TooSlow, Unreachable, checked, looked_up, resolve

REDIRECTS = {301, 302, 303, 307, 308}
A_PIECE = 1 << 16
AS_THEY_ARE = "/%:@!$&'()*+,;=~-._?"


class TooLarge(NotFetched):
    """It is more than we take."""


class TooManyRedirects(NotFetched):
    """It sent us on and on."""


class Unwelcome(NotFetched):
    """An answer came, and is none that we can use."""


@dataclass(frozen=True)
class Limits:
    seconds: float = 10
    bytes: int = 5_000_000
    redirects: int = 5


@dataclass(frozen=True)
class Fetched:
    """`is_unchanged` says that it is what the given tag or date stands for; then there is no body."""

    address: str
    body: bytes
    kind: str
    etag: str
    last_modified: str
    is_unchanged: bool = False


def fetch(
    address: str,
    *,
    etag: str = "",
    last_modified: str = "",
    kinds: Sequence[str] = (),
    limits: Limits = Limits(),
    resolve: Resolve = resolve,
) -> Fetched:
    """What stands at an address. `kinds` are the media types that are wanted; none means any."""
    until = monotonic() + limits.seconds
    condition = {"If-None-Match": etag} if etag else {"If-Modified-Since": last_modified} if last_modified else {}
    for _ in range(limits.redirects + 1):
        answer = _ask(address, condition, kinds, limits, until, resolve)
        if isinstance(answer, Fetched):
            return answer
        address = answer
    raise TooManyRedirects(f"It redirects more than {limits.redirects} times.")


def _ask(address: str, condition: dict, kinds, limits: Limits, until: float, resolve: Resolve) -> Fetched | str:
    """The answer, or the address that it sends us on to."""
    parts, host, port = checked(address)
    with _connected(host, port, parts.scheme, until, resolve) as connection:
        connection.request("GET", _path(parts), headers=_headers(host, port, parts.scheme) | condition)
        response = connection.getresponse()
        if response.status in REDIRECTS and response.headers.get("Location"):
            return urljoin(address, response.headers["Location"])
        headers = response.headers
        kept = {"etag": headers.get("ETag", "")[:300], "last_modified": headers.get("Last-Modified", "")[:100]}
        if response.status == 304 and condition:
            return Fetched(address, b"", "", **kept, is_unchanged=True)
        if response.status != 200:
            raise Unwelcome(f"The server answered {response.status} {response.reason}.".replace(" .", "."))
        kind = headers.get_content_type()
        if kinds and kind not in kinds:
            raise Unwelcome(f"It is of the type {kind}, which is not what was expected there.")
        return Fetched(address, _body(response, limits), kind, **kept)


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=AS_THEY_ARE)
    return f"{path}?{quote(parts.query, safe=AS_THEY_ARE)}" if parts.query else path


def _headers(host: str, port: int, scheme: str) -> dict[str, str]:
    name = f"[{host}]" if ":" in host else host
    return {
        "Host": name if port == PORTS[scheme] else f"{name}:{port}",
        "User-Agent": f"Touchstone (+{settings.BASE_URL})",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


@contextmanager
def _connected(host: str, port: int, scheme: str, until: float, resolve: Resolve) -> Iterator[HTTPConnection]:
    """A connection that is cut at its time, however slowly the other side speaks."""
    address = looked_up(host, port, until, resolve)
    line, is_cut = None, threading.Event()
    try:
        line = socket.create_connection((address, port), timeout=max(0.05, until - monotonic()))
        with _cut(line, until, is_cut):
            if scheme == "https":
                line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
            connection = HTTPConnection(host, port)
            connection.sock = line
            yield connection
            if is_cut.is_set():
                # An answer without a length ends where the connection does.
                raise TimeoutError
    except (OSError, HTTPException, EOFError, ValueError) as error:
        if is_cut.is_set() or isinstance(error, TimeoutError):
            raise TooSlow("It did not come in the time that it has.") from error
        if isinstance(error, ssl.SSLCertVerificationError):
            raise Unreachable(f"The certificate of {host} is not good: {error.verify_message}.") from error
        raise Unreachable(f"{host} did not answer as a web server does ({type(error).__name__}).") from error
    finally:
        if line:
            line.close()


@contextmanager
def _cut(line: socket.socket, until: float, is_cut: threading.Event) -> Iterator[None]:
    number = line.fileno()

    def cut() -> None:
        is_cut.set()
        # TLS takes the socket over under the same number.
        with suppress(OSError), socket.socket(fileno=socket.dup(number)) as same:
            same.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, until - monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _body(response: HTTPResponse, limits: Limits) -> bytes:
    packing = (response.headers.get("Content-Encoding") or "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise Unwelcome(f"It is packed as {packing}, which nobody asked for.")
    unpack = None if packing == "identity" else zlib.decompressobj(wbits=31)
    body = bytearray()
    while part := response.read1(A_PIECE):
        body += part if unpack is None else _unpacked(unpack, part, limits.bytes + 1 - len(body))
        if len(body) > limits.bytes:
            raise TooLarge(f"It is larger than {limits.bytes / 1_000_000:g} MB.")
    if response.length or (unpack and not unpack.eof):
        raise Unreachable("The answer broke off in the middle.")
    return bytes(body)


def _unpacked(unpack, part: bytes, most: int) -> bytes:
    try:
        return unpack.decompress(part, most)
    except zlib.error as error:
        raise Unwelcome("It says that it is packed, and is not.") from error
