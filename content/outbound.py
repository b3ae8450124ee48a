"""The one door through which we fetch anything from elsewhere.

Nobody may use us to look into the network that we stand in. So the host is looked up once, every address that it has must
be public, the connection goes to the address that was checked, and each redirect is checked anew. Time, size (unpacked)
and redirects are bounded; no cookie, no credential and no proxy of the environment takes part.
"""

import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
A_PIECE = 1 << 16
AS_THEY_ARE = "/%:@!$&'()*+,;=~-._?"
# Python 3.11 calls some of these public; the list is IANA's, both registries of special purpose addresses.
NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        *("168.63.129.16/32", "::/8", "64:ff9b:1::/48", "100::/64", "100:0:0:1::/64", "2001::/23", "2001:db8::/32"),
        *("2002::/16", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
]
NAT64 = ipaddress.ip_network("64:ff9b::/96")

Resolve = Callable[[str, int], Sequence[str]]


class NotFetched(Exception):
    """Nothing came; the message says why, for people."""


class ForbiddenAddress(NotFetched):
    """An address that we do not go to."""


class Unreachable(NotFetched):
    """Nobody answered there."""


class TooSlow(NotFetched):
    """It did not come in the time that it has."""


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


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


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
    parts, host, port = _checked(address)
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


def _checked(address: str) -> tuple[SplitResult, str, int]:
    try:
        parts = urlsplit(address.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        host = host if host.isascii() else host.encode("idna").decode()
    except ValueError as error:
        raise ForbiddenAddress("It is no address.") from error
    if parts.scheme not in PORTS or not host:
        raise ForbiddenAddress("Only addresses that begin with http:// or https:// are fetched.")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddress("Addresses with a name or password in them are not fetched.")
    port = port or PORTS[parts.scheme]
    if port not in PORTS.values() and f"{host}:{port}" not in settings.OUTBOUND_ALLOW:
        raise ForbiddenAddress(f"Port {port} is not fetched from; only 80 and 443 are.")
    return parts, host, port


def _looked_up(host: str, port: int, until: float, resolve: Resolve) -> str:
    """The one address that is connected to, after all of them were looked at."""
    found: list[str] = []
    failed: list[Exception] = []

    def look() -> None:
        try:
            found.extend(resolve(host, port))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    # The system's own look-up knows no time limit.
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(max(0.0, until - monotonic()))
    if thread.is_alive():
        raise TooSlow(f"The name {host} was not found in time.")
    if failed or not found:
        raise Unreachable(f"There is no server of the name {host}.")
    if host not in settings.OUTBOUND_ALLOW and f"{host}:{port}" not in settings.OUTBOUND_ALLOW:
        for address in found:
            if not is_public(address):
                raise ForbiddenAddress(f"{host} leads into a private network ({address}), where nothing is fetched.")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address is one of the open internet, or in a network that the operator allows."""
    try:
        number = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if number in NAT64:
        number = ipaddress.ip_address(int(number) & 0xFFFFFFFF)
    if any(number in network for network in _allowed_networks()):
        return True
    return number.is_global and not any(
        number in network for network in NOT_PUBLIC if network.version == number.version
    )


def _allowed_networks() -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for entry in settings.OUTBOUND_ALLOW:
        if "/" in entry:
            yield ipaddress.ip_network(entry)


@contextmanager
def _connected(host: str, port: int, scheme: str, until: float, resolve: Resolve) -> Iterator[HTTPConnection]:
    """A connection that is cut at its time, however slowly the other side speaks."""
    address = _looked_up(host, port, until, resolve)
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
