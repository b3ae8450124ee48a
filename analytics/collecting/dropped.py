"""Why an event is turned away: decided from headers and cookies alone, so that it needs no database."""

from collections.abc import Mapping
from enum import Enum
from functools import lru_cache
from urllib.parse import urlsplit

from crawleruseragents import is_crawler  # type: ignore[import-untyped]


class Dropped(Enum):
    OTHER_ORIGIN = "other origin"
    SPECULATIVE = "prefetch"
    BOT = "bot"
    STAFF = "staff"
    PRIVACY_CONTROL = "global privacy control"
    DO_NOT_TRACK = "do not track"
    NO_CONSENT = "no consent"
    UNKNOWN_ASSET = "unknown asset"
    REPEAT = "repeat"
    OTHER_READER = "page view of another reader"

    @property
    def counts_the_opening(self) -> bool:
        """These are readers all the same: their opening counts as a number, without anything about them."""
        return self in (Dropped.PRIVACY_CONTROL, Dropped.DO_NOT_TRACK, Dropped.NO_CONSENT)


SPECULATIVE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
SPECULATIVE_WORDS = ("prefetch", "prerender", "preview")

is_bot = lru_cache(maxsize=4096)(is_crawler)


def is_from_elsewhere(headers: Mapping[str, str], *, host: str) -> bool:
    """Whether a browser says that another site sent this. A client that says nothing is not a browser of somebody's."""
    origin = headers.get("Origin")
    if origin is not None and _host(origin) != host.lower():
        return True
    return headers.get("Sec-Fetch-Site") == "cross-site"


def refusal_to_be_tracked(headers: Mapping[str, str]) -> Dropped | None:
    if headers.get("Sec-GPC") == "1":
        return Dropped.PRIVACY_CONTROL
    if headers.get("DNT") == "1":
        return Dropped.DO_NOT_TRACK
    return None


def why_dropped(headers: Mapping[str, str], *, host: str, is_staff: bool, is_known: bool) -> Dropped | None:
    if is_from_elsewhere(headers, host=host):
        return Dropped.OTHER_ORIGIN
    if any(word in headers.get(name, "").lower() for name in SPECULATIVE_HEADERS for word in SPECULATIVE_WORDS):
        return Dropped.SPECULATIVE
    if is_bot(headers.get("User-Agent", "")):
        return Dropped.BOT
    if is_staff:
        return Dropped.STAFF
    return refusal_to_be_tracked(headers) or (None if is_known else Dropped.NO_CONSENT)


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
