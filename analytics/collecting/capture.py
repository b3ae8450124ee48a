"""From the body of one request to the events in it, or to the reason in words why one can never be stored."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, NoReturn
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError

from analytics.collecting.rows import LARGEST_ID, LAST_SEQ, Bad, showable
from analytics.policy import Event as Kind

MOST_EVENTS = 50
MOST_BYTES = 64 * 1024


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
    pages: float = Field(default=0, ge=0, le=1, allow_inf_nan=False)
    film: float = Field(default=0, ge=0, le=1, allow_inf_nan=False)
    at: int | None = None
    shown: bool = True
    automated: bool = False
    did: Literal["download", "share", "form", "next"] | None = None
    target: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    mail: str | None = None
    referrer: str | None = None
    campaign: str | None = None
    medium: str | None = None
    source: str | None = None

    @property
    def kind(self) -> Kind:
        if self.seq == 0:
            return Kind.OPENING
        return Kind.DEED if self.did else Kind.READING


REASONS = {
    "id": "id must be the UUID of the page view.",
    "seq": f"seq must be a whole number from 0 to {LAST_SEQ}.",
    "asset": "asset must be the number of an asset.",
    "active_ms": "active_ms must be a whole number of milliseconds, 0 or more.",
    "depth": "depth must be a number from 0 to 1.",
    "pages": "pages must be a number from 0 to 1.",
    "film": "film must be a number from 0 to 1.",
    "shown": "shown must be true or false.",
    "automated": "automated must be true or false.",
    "did": "did must be download, share, form or next.",
    "target": "target must be the number of a document or an asset.",
    "mail": "mail must be text.",
    "at": "at must be a whole number of milliseconds since 1970.",
    "referrer": "referrer must be text.",
    "campaign": "campaign must be text.",
    "medium": "medium must be text.",
    "source": "source must be text.",
}
UNKNOWN_FIELD = f"An event has no other fields than {', '.join(Event.model_fields)}."


@dataclass(frozen=True, kw_only=True)
class Captured:
    events: Sequence[Event]
    bad: Sequence[Bad]


class Batch(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    events: list[Event] = Field(min_length=1, max_length=MOST_EVENTS)


def capture(body: bytes, *, at: datetime) -> Captured:
    """The good events and the bad ones. Raises Refused when there is not one good event in it."""
    try:
        if body.startswith(b'{"events"'):
            return Captured(events=Batch.model_validate_json(body).events, bad=[])
        return Captured(events=[Event.model_validate_json(body)], bad=[])
    except ValidationError:
        return _one_by_one(body, at=at)


def _one_by_one(body: bytes, *, at: datetime) -> Captured:
    events, bad = [], []
    for sent in _sent(body):
        try:
            events.append(Event.model_validate(sent))
        except ValidationError as error:
            bad.append(Bad(reason=_in_words(error), body=_shown(sent), at=at))
    if bad and not events:
        raise Refused(bad[0].reason)
    return Captured(events=events, bad=bad)


def _sent(body: bytes) -> list[object]:
    try:
        sent = _json.decode(body.decode("utf-8"))
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


_json = json.JSONDecoder(parse_constant=_refuse_constant)


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
