"""From an event to the sign of reading that it is. What is the same for all events of one request is made once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from analytics.collecting.capture import Event
from analytics.collecting.rows import SOURCE_LENGTH, Sign
from analytics.machines.mail import Mail

OLDEST_MS = 30 * 24 * 60 * 60 * 1000
NEWEST_MS = 2 * 60 * 1000
LONGEST_MS = 24 * 60 * 60 * 1000
# More than this of an address or a name of a source is neither read nor remembered: it would fill the memory.
LONGEST_TOLD = 500


class Reading:
    """Who reads, as one request shows it."""

    def __init__(self, *, visitor: UUID, own_host: str, at: datetime, country: str = ""):
        self.visitor, self.own_host, self.country = visitor, own_host, country
        self.at = at
        now = round(at.timestamp() * 1000)
        self._oldest, self._newest = now - OLDEST_MS, now + NEWEST_MS

    def sign(self, event: Event, *, machine: str = "", mail: Mail | None = None) -> Sign:
        return Sign(
            view=event.id,
            visitor=self.visitor,
            asset=event.asset,
            seq=event.seq,
            active_ms=min(event.active_ms, LONGEST_MS),
            depth=event.depth,
            pages=event.pages,
            film=event.film,
            at=self.believed(event.at),
            heard=self.at,
            shown=event.shown,
            did=event.did or "",
            target=event.target if event.did else None,
            mail=mail.key if mail else "",
            mailed_at=mail.sent_at if mail else None,
            machine=str(machine),
            country=self.country,
            **self._came_by(event),
        )

    def _came_by(self, event: Event) -> Mapping[str, str]:
        if not (event.referrer or event.source or event.campaign or event.medium):
            return {}
        told = (event.referrer, event.source, event.medium, event.campaign)
        return _came_by(*(text and text[:LONGEST_TOLD] for text in told), self.own_host)

    def believed(self, stamp: int | None) -> datetime:
        """The sender's time in milliseconds if it is plausible, else the server's."""
        if stamp is None or not self._oldest <= stamp <= self._newest:
            return self.at
        return datetime.fromtimestamp(stamp / 1000, tz=UTC)


def _short(text: str | None) -> str:
    if not text:
        return ""
    text = text[: SOURCE_LENGTH * 2]
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable())
    return text.strip()[:SOURCE_LENGTH]


@lru_cache(maxsize=4096)
def _came_by(
    address: str | None, source: str | None, medium: str | None, campaign: str | None, own_host: str
) -> Mapping[str, str]:
    """How a reader came, which each event of a page view says again."""
    referrer = _referring_host(address, own_host) if address else ""
    said = {
        "source": _short(source) or referrer,
        "medium": _short(medium),
        "campaign": _short(campaign),
        "referrer": referrer,
    }
    return {name: text for name, text in said.items() if text}


def _referring_host(referrer: str, own_host: str) -> str:
    try:
        parts = urlsplit(referrer)
        host = parts.hostname or ""
    except ValueError:
        return ""
    return "" if host == own_host or parts.netloc.lower() == own_host else _short(host)
