"""How often one address may send a form. Kept in this process only: enough to slow a script, not a census."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

# Behind a proxy that TOUCHSTONE_PROXIES does not name, all readers have one address and share this.
ALLOWED = 30
WINDOW = timedelta(minutes=1)
REMEMBERED = 10_000

_sent: dict[str, deque[datetime]] = {}
_lock = Lock()


def sender(remote: str, forwarded: str, *, proxies: int) -> str:
    """The address that sent a request: behind proxies of ours, what the outermost of them wrote. The rest is hearsay."""
    told = [part.strip() for part in forwarded.split(",")]
    return (0 < proxies <= len(told) and told[-proxies]) or remote


def address_of(request: HttpRequest) -> str:
    """Behind a proxy all readers share its address: one of them must not use up the pace of the others."""
    return sender(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), proxies=settings.PROXIES
    )


def is_too_fast(address: str, *, at: datetime) -> bool:
    """Counts this sending, unless it is one too many."""
    with _lock:
        if len(_sent) > REMEMBERED:
            _forget_the_quiet(at)
        times = _sent.setdefault(address, deque())
        while times and times[0] <= at - WINDOW:
            times.popleft()
        if len(times) >= ALLOWED:
            return True
        times.append(at)
        return False


def _forget_the_quiet(at: datetime) -> None:
    for address in [a for a, times in _sent.items() if not times or times[-1] <= at - WINDOW]:
        del _sent[address]


def forget() -> None:
    with _lock:
        _sent.clear()
