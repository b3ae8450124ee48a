"""What stands in the spool: one line of JSON for each sign of reading, each refusal and each bad row."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from analytics.collecting.dropped import Dropped

LARGEST_ID = 2**63 - 1
LAST_SEQ = 100_000
REASON_LENGTH = 200
BODY_LENGTH = 2000
SOURCE_LENGTH = 100

_Key = Annotated[int, Meta(ge=1, le=LARGEST_ID)]
_Share = Annotated[float, Meta(ge=0, le=1)]
_Moment = Annotated[datetime, Meta(tz=True)]
_Source = Annotated[str, Meta(max_length=SOURCE_LENGTH)]


class Sign(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, tag_field="kind", tag="sign"):
    """What a page said of one page view: active time and depth since it was opened, not since the last sign."""

    view: UUID
    visitor: UUID
    asset: _Key
    seq: Annotated[int, Meta(ge=0, le=LAST_SEQ)]
    active_ms: Annotated[int, Meta(ge=0, le=LARGEST_ID)]
    depth: _Share
    pages: _Share = 0.0
    film: _Share = 0.0
    at: _Moment
    heard: _Moment | None = None  # by our own clock; at the door every sign gets it
    shown: bool = True
    did: Annotated[str, Meta(max_length=8)] = ""
    target: _Key | None = None
    mail: Annotated[str, Meta(max_length=36)] = ""
    mailed_at: _Moment | None = None
    machine: Annotated[str, Meta(max_length=10)] = ""
    source: _Source = ""
    medium: _Source = ""
    campaign: _Source = ""
    referrer: _Source = ""
    country: Annotated[str, Meta(max_length=2)] = ""


class TurnedAway(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", tag="turned away"):
    """How many events were dropped and why; and which assets were opened, when that may be counted.

    Openings that look like a machine's are told with it: they are held, and count when a person says so.
    """

    reason: Dropped
    count: Annotated[int, Meta(ge=1)]
    day: date
    opened: tuple[_Key, ...] = ()
    machine: Annotated[str, Meta(max_length=10)] = ""


class Bad(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="bad"):
    """What can never be stored, as far as it can be shown."""

    reason: Annotated[str, Meta(max_length=REASON_LENGTH)]
    body: Annotated[str, Meta(max_length=BODY_LENGTH)]
    at: _Moment


Row = Sign | TurnedAway | Bad
_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Row] = msgspec.json.Decoder(Row)


def to_line(row: Row) -> bytes:
    return _encoder.encode(row) + b"\n"


def from_line(line: bytes) -> Row:
    """Raises ValueError for a line that no version of this program wrote."""
    try:
        return _decoder.decode(line)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ValueError("No version of this program wrote this line.") from error


def showable(text: str | bytes) -> str:
    """The beginning of a body as text that every database takes."""
    if isinstance(text, bytes):
        text = text[: BODY_LENGTH * 4].decode("utf-8", "replace")
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")[:BODY_LENGTH]
