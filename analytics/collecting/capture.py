"""From the body of one request to the events in it, or to the reason in words why one can never be stored."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, NoReturn
from uuid import UUID

import msgspec
from msgspec import Meta

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


_Share = Annotated[float, Meta(ge=0, le=1)]


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """One event as a page sends it."""

    id: UUID
    seq: Annotated[int, Meta(ge=0, le=LAST_SEQ)]
    asset: Annotated[int, Meta(ge=1, le=LARGEST_ID)]
    active_ms: Annotated[int, Meta(ge=0)]
    depth: _Share
    pages: _Share = 0.0
    film: _Share = 0.0
    at: int | None = None
    shown: bool = True
    automated: bool = False
    did: Literal["download", "share", "form", "next"] | None = None
    target: Annotated[int, Meta(ge=1, le=LARGEST_ID)] | None = None
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
FIELDS = msgspec.structs.fields(Event)
UNKNOWN_FIELD = f"An event has no other fields than {', '.join(field.name for field in FIELDS)}."


@dataclass(frozen=True, kw_only=True)
class Captured:
    events: Sequence[Event]
    bad: Sequence[Bad]


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    events: Annotated[list[Event], Meta(min_length=1, max_length=MOST_EVENTS)]


_batch = msgspec.json.Decoder(Batch)
_event = msgspec.json.Decoder(Event)
WRONG = (msgspec.MsgspecError, UnicodeError, RecursionError)


def capture(body: bytes, *, at: datetime) -> Captured:
    """The good events and the bad ones. Raises Refused when there is not one good event in it."""
    try:
        if body.startswith(b'{"events"'):
            return Captured(events=_batch.decode(body).events, bad=[])
        return Captured(events=[_event.decode(body)], bad=[])
    except WRONG:
        return _one_by_one(body, at=at)


def _one_by_one(body: bytes, *, at: datetime) -> Captured:
    events, bad = [], []
    for sent in _sent(body):
        try:
            events.append(msgspec.convert(sent, Event))
        except WRONG:
            bad.append(Bad(reason=_in_words(sent), body=_shown(sent), at=at))
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


def _in_words(sent: object) -> str:
    """The first complaint, by the name of a field that we know: nothing that was sent is repeated."""
    if not isinstance(sent, dict):
        return "An event must be a JSON object."
    wrong = (field.name for field in FIELDS if not _fits(sent, field))
    return REASONS.get(next(wrong, ""), UNKNOWN_FIELD)


def _fits(sent: dict[str, object], field: msgspec.structs.FieldInfo) -> bool:
    if field.name not in sent:
        return not field.required
    try:
        msgspec.convert(sent[field.name], field.type)
    except WRONG:
        return False
    return True


def _shown(sent: object) -> str:
    try:
        return showable(json.dumps(sent))
    except RecursionError:
        return "(nested too deeply to be shown)"
