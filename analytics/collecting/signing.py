"""From an event to its line in the spool. What is the same for all events of one request is made once."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from pydantic_core import to_json

from analytics.collecting.capture import Event
from analytics.collecting.rows import SOURCE_LENGTH
from analytics.machines.mail import Mail

OLDEST_MS = 30 * 24 * 60 * 60 * 1000
NEWEST_MS = 2 * 60 * 1000
LONGEST_MS = 24 * 60 * 60 * 1000
# More than this of an address or a name of a source is neither read nor remembered: it would fill the memory.
LONGEST_TOLD = 500


class Reading:
    """Who reads, as one request shows it."""

    def __init__(self, *, visitor: UUID, own_host: str, at: datetime, country: str = ""):
        self.own_host = own_host
        self.at = at
        self._same = {"visitor": visitor, "heard": at}
        if country:
            self._same["country"] = country
        now = round(at.timestamp() * 1000)
        self._oldest, self._newest = now - OLDEST_MS, now + NEWEST_MS

    def line(self, event: Event, *, machine: str = "", mail: Mail | None = None) -> bytes:
        """A `rows.Sign`, which a test holds it to. What is as a Sign has it by itself is left out."""
        said: dict[str, object] = {
            "kind": "sign",
            "view": event.id,
            "asset": event.asset,
            "seq": event.seq,
            "active_ms": min(event.active_ms, LONGEST_MS),
            "depth": event.depth,
            "at": self.believed(event.at),
            **self._same,
        }
        if event.pages:
            said["pages"] = event.pages
        if event.film:
            said["film"] = event.film
        if not event.shown:
            said["shown"] = False
        if event.did:
            said |= {"did": event.did, "target": event.target}
        if mail:
            said |= {"mail": mail.key, "mailed_at": mail.sent_at}
        if machine:
            said["machine"] = str(machine)
        if event.referrer or event.source or event.campaign or event.medium:
            told = (event.referrer, event.source, event.medium, event.campaign)
            referrer, source, medium, campaign = [text and text[:LONGEST_TOLD] for text in told]
            said |= _came_by(referrer, source, medium, campaign, self.own_host)
        return to_json(said) + b"\n"

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
