"""Which host an address names and where it leads: to the open internet, or where the operator allows, and nowhere else."""

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

PORTS = {"http": 80, "https": 443}
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


def resolve(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked(address: str) -> tuple[SplitResult, str, int]:
    """Its parts, host and port, if it may be fetched by the looks of it."""
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


def looked_up(host: str, port: int, until: float, resolve: Resolve) -> str:
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
