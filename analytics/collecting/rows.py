"""What stands in the spool: one line of JSON for each sign of reading, each refusal and each bad row."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from analytics.collecting.dropped import Dropped

LARGEST_ID = 2**63 - 1
LAST_SEQ = 100_000
REASON_LENGTH = 200
BODY_LENGTH = 2000
SOURCE_LENGTH = 100


class Sign(BaseModel):
    """What a page said of one page view: active time and depth since it was opened, not since the last sign."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["sign"] = "sign"
    view: UUID
    visitor: UUID
    asset: int = Field(ge=1, le=LARGEST_ID)
    seq: int = Field(ge=0, le=LAST_SEQ)
    active_ms: int = Field(ge=0, le=LARGEST_ID)
    depth: float = Field(ge=0, le=1)
    pages: float = Field(default=0, ge=0, le=1)
    film: float = Field(default=0, ge=0, le=1)
    at: datetime
    heard: datetime | None = None  # by our own clock; at the door every sign gets it
    shown: bool = True
    did: str = Field(default="", max_length=8)
    target: int | None = Field(default=None, ge=1, le=LARGEST_ID)
    mail: str = Field(default="", max_length=36)
    mailed_at: datetime | None = None
    machine: str = Field(default="", max_length=10)
    source: str = Field(default="", max_length=SOURCE_LENGTH)
    medium: str = Field(default="", max_length=SOURCE_LENGTH)
    campaign: str = Field(default="", max_length=SOURCE_LENGTH)
    referrer: str = Field(default="", max_length=SOURCE_LENGTH)
    country: str = Field(default="", max_length=2)


class TurnedAway(BaseModel):
    """How many events were dropped and why; and which assets were opened, when that may be counted.

    Openings that look like a machine's are told with it: they are held, and count when a person says so.
    """

    model_config = ConfigDict(frozen=True)

    kind: Literal["turned away"] = "turned away"
    reason: Dropped
    count: int = Field(ge=1)
    day: date
    opened: tuple[Annotated[int, Field(ge=1, le=LARGEST_ID)], ...] = ()
    machine: str = Field(default="", max_length=10)


class Bad(BaseModel):
    """What can never be stored, as far as it can be shown."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["bad"] = "bad"
    reason: str = Field(max_length=REASON_LENGTH)
    body: str = Field(max_length=BODY_LENGTH)
    at: datetime


Row = Sign | TurnedAway | Bad
_rows: TypeAdapter[Row] = TypeAdapter(Annotated[Row, Field(discriminator="kind")])


def to_line(row: Row) -> bytes:
    return row.model_dump_json().encode() + b"\n"


def from_line(line: bytes) -> Row:
    """Raises ValueError for a line that no version of this program wrote."""
    return _rows.validate_json(line)


def showable(text: str | bytes) -> str:
    """The beginning of a body as text that every database takes."""
    if isinstance(text, bytes):
        text = text[: BODY_LENGTH * 4].decode("utf-8", "replace")
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")[:BODY_LENGTH]
