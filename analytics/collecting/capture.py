"""From the body of one request to the events in it, or to the reason in words why one can never be stored."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, NoReturn
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from analytics.collecting.rows import LARGEST_ID, LAST_SEQ, SOURCE_LENGTH, Bad, Sign, showable

MOST_EVENTS = 50
MOST_BYTES = 64 * 1024
OLDEST = timedelta(days=30)
NEWEST = timedelta(minutes=2)
LONGEST_MS = 24 * 60 * 60 * 1000


class Refused(Exception):
    """The body as a whole can never be stored."""

    def __init__(self, reason: str, *, status: int = 400):
        super().__init__(reason)
        self.reason = reason
        self.status = status


class Event(BaseModel):
    """One event as a page sends it."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    id: Annotated[UUID, Strict(False)]
    seq: int = Field(ge=0, le=LAST_SEQ)
    asset: int = Field(ge=1, le=LARGEST_ID)
    active_ms: int = Field(ge=0)
    depth: float = Field(ge=0, le=1, allow_inf_nan=False)
    at: int | None = None
    referrer: str | None = None
    campaign: str | None = None
    source: str | None = None


REASONS = {
    "id": "id must be the UUID of the page view.",
    "seq": f"seq must be a whole number from 0 to {LAST_SEQ}.",
    "asset": "asset must be the number of an asset.",
    "active_ms": "active_ms must be a whole number of milliseconds, 0 or more.",
    "depth": "depth must be a number from 0 to 1.",
    "at": "at must be a whole number of milliseconds since 1970.",
    "referrer": "referrer must be text.",
    "campaign": "campaign must be text.",
    "source": "source must be text.",
}
UNKNOWN_FIELD = f"An event has no other fields than {', '.join(Event.model_fields)}."


@dataclass(frozen=True, kw_only=True)
class Captured:
    events: Sequence[Event]
    bad: Sequence[Bad]


def capture(body: bytes, *, at: datetime) -> Captured:
    """The good events and the bad ones. Raises Refused when there is not one good event in it."""
    events, bad = [], []
    for sent in _sent(body):
        try:
            events.append(Event.model_validate(sent))
        except ValidationError as error:
            bad.append(Bad(reason=_in_words(error), body=_shown(sent), at=at))
    if bad and not events:
        raise Refused(bad[0].reason)
    return Captured(events=events, bad=bad)


def sign(event: Event, *, visitor: UUID, own_host: str, at: datetime) -> Sign:
    return Sign(
        view=event.id,
        visitor=visitor,
        asset=event.asset,
        seq=event.seq,
        active_ms=min(event.active_ms, LONGEST_MS),
        depth=event.depth,
        at=believed(event.at, at=at),
        source=_short(event.source) or _referring_host(event.referrer, own_host=own_host),
        campaign=_short(event.campaign),
    )


def believed(stamp: int | None, *, at: datetime) -> datetime:
    """The sender's time in milliseconds if it is plausible, else the server's."""
    if stamp is None or not _milliseconds(at - OLDEST) <= stamp <= _milliseconds(at + NEWEST):
        return at
    return datetime.fromtimestamp(stamp / 1000, tz=UTC)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _sent(body: bytes) -> list[object]:
    try:
        sent = json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refused("The body must be one JSON object in UTF-8.") from error
    if not isinstance(sent, dict):
        raise Refused('The body must be one event as a JSON object, or {"events": [...]}.')
    if "events" not in sent:
        return [sent]
    if sent.keys() != {"events"} or not isinstance(sent["events"], list):
        raise Refused('A batch must be {"events": [...]} and nothing else.')
    if not 1 <= len(sent["events"]) <= MOST_EVENTS:
        raise Refused(f"A batch must hold from 1 to {MOST_EVENTS} events.")
    return sent["events"]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _in_words(error: ValidationError) -> str:
    """The first complaint, by the name of a field that we know: nothing that was sent is repeated."""
    place = error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
    if not place:
        return "An event must be a JSON object."
    return REASONS.get(str(place[0]), UNKNOWN_FIELD)


def _shown(sent: object) -> str:
    try:
        return showable(json.dumps(sent))
    except RecursionError:
        return "(nested too deeply to be shown)"


def _short(text: str | None) -> str:
    return "".join(c for c in (text or "")[: SOURCE_LENGTH * 2] if c.isprintable()).strip()[:SOURCE_LENGTH]


def _referring_host(referrer: str | None, *, own_host: str) -> str:
    try:
        parts = urlsplit(referrer or "")
        host = parts.hostname or ""
    except ValueError:
        return ""
    return "" if host == own_host or parts.netloc.lower() == own_host else _short(host)
