"""The cookie that says which visitor a browser is. It knows no models, so that a collector can read it alone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

from django.core.signing import BadSignature, Signer, TimestampSigner, b62_decode

VISITOR_COOKIE = "ts_visitor"
LIFE = timedelta(days=395)  # 13 months

# Ours have 89 characters. What is longer is none of them, and is not remembered.
LONGEST = 120
# A page that is read sends the same header every few seconds; with long ones memory would fill.
LONGEST_HEADER = 1000

signer = TimestampSigner(salt="analytics.visitor")
_unsigner = Signer(salt="analytics.visitor")


def visitor_in(value: str | None, *, at: datetime) -> UUID | None:
    """Only a value that we signed for this purpose names a visitor, and only within its life."""
    found = _signed(value) if value and len(value) <= LONGEST else None
    return found[0] if found and at - found[1] <= LIFE else None


@lru_cache(maxsize=4096)
def _signed(value: str) -> tuple[UUID, datetime] | None:
    """Kept in memory, since a page that is read sends the same value every few seconds."""
    try:
        key, _, signed = _unsigner.unsign(value).rpartition(signer.sep)
        return UUID(key), datetime.fromtimestamp(b62_decode(signed), tz=UTC)
    except (BadSignature, ValueError, OverflowError, OSError):
        return None


def cookies_in(header: str, *names: str) -> Mapping[str, str]:
    """Those of a Cookie header that are asked for, and are there; of two with one name the last, as Django reads them."""
    if len(header) <= LONGEST_HEADER:
        return _remembered_cookies_in(header, names)
    return _cookies_in(header, names)


def _cookies_in(header: str, names: Sequence[str]) -> Mapping[str, str]:
    parts = (part.partition("=") for part in header.split(";"))
    return {name.strip(): value.strip() for name, equals, value in parts if equals and name.strip() in names}


_remembered_cookies_in = lru_cache(maxsize=4096)(_cookies_in)
