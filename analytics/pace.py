"""How often one address may send a form. Kept in this process only: enough to slow a script, not a census."""

from collections import deque
from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_address
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

# Behind a proxy that TOUCHSTONE_PROXIES does not name, all readers have one address and share this.
ALLOWED = 30
WINDOW = timedelta(minutes=1)
REMEMBERED = 10_000

_sent: dict[tuple[str, str], deque[datetime]] = {}
_lock = Lock()


def sender(remote: str, forwarded: str, *, proxies: int) -> str:
    """The address that sent a request: behind proxies of ours, what the outermost of them wrote. The rest is hearsay."""
    told = [part.strip() for part in forwarded.split(",")]
    return (0 < proxies <= len(told) and told[-proxies]) or remote


def known_sender(remote: str, forwarded: str, *, proxies: int) -> str:
    """The address that sent a request, or '' where it is nobody's in particular: of this machine itself, or of a proxy
    that TOUCHSTONE_PROXIES does not name. Who comes from there must not share a pace with everybody else.
    """
    address = sender(remote, forwarded, proxies=proxies)
    if address.startswith("127.") or address in ("", "::1", "unix"):
        return ""
    return "" if forwarded and not proxies and _is_private(address) else address


def address_of(request: HttpRequest) -> str:
    """Behind a proxy all readers share its address: one of them must not use up the pace of the others."""
    return household(
        sender(
            request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), proxies=settings.PROXIES
        )
    )


def household(address: str) -> str:
    """One line has 2 to the power of 64 addresses of the new kind, and may send from another one each time."""
    if ":" not in address:
        return address
    try:
        number = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if number.version == 4:
        return address
    return str(number.ipv4_mapped or IPv6Network((number, 64), strict=False).network_address)


def _is_private(address: str) -> bool:
    try:
        return ip_address(address.partition("%")[0]).is_private
    except ValueError:
        return True


def is_too_fast(address: str, *, at: datetime, about: str = "", window: timedelta = WINDOW) -> bool:
    """Counts this sending, unless it is one too many; what is sent `about` one thing is counted by itself."""
    with _lock:
        if len(_sent) > REMEMBERED:
            _forget_the_quiet(at)
        times = _sent.setdefault((address, about), deque())
        while times and times[0] <= at - window:
            times.popleft()
        if len(times) >= ALLOWED:
            return True
        times.append(at)
        return False


def _forget_the_quiet(at: datetime) -> None:
    for key in [key for key, times in _sent.items() if not times or times[-1] <= at - WINDOW]:
        del _sent[key]


def forget() -> None:
    with _lock:
        _sent.clear()
