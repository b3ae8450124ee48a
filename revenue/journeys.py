"""Attribution for journeys of any origin, read from rows and nothing else.

A journey without its own dates of becoming known or of a deal opening converts in one moment, so the milestones
that hang on those fall on its last touch.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from leads.spreadsheets import BadRow, Row, UnreadableFile, read_moment
from revenue.attribution import MODELS, Journey, attribute, eligible
from revenue.money import NotMoney, read_amount, to_cents

COLUMNS = {
    "journey": ["journey id", "path", "path id", "user", "user id", "visitor", "cookie", "customer", "customer id"],
    "position": ["order", "step", "touch number"],
    "at": ["time", "timestamp", "date", "datetime", "touched at"],
    "touchpoint": ["channel", "asset", "source", "touch", "page"],
    "converted": ["conversion", "won", "is conversion"],
    "value": ["conversion value", "amount", "revenue"],
    "known_at": [],
    "opened_at": [],
}
REQUIRED = ["journey", "touchpoint", "converted"]
YES = {"1", "1.0", "true", "yes", "y", "t"}
NO = {"", "0", "0.0", "false", "no", "n", "f"}
#: Positions have no clock: one step counts as one day.
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
ONE_CONVERSION = Decimal(1)


@dataclass(frozen=True)
class Step:
    line: int
    at: datetime
    touchpoint: str
    converted: bool
    value: Decimal | None
    known_at: datetime | None
    opened_at: datetime | None


@dataclass
class Shares:
    """What each touchpoint earned, in cents by model, over all journeys that converted."""

    models: Sequence[str]
    journeys: int = 0
    converted: int = 0
    value_cents: int = 0
    by_touchpoint: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))


def attribute_journeys(rows: Iterable[Row], models: Sequence[str]) -> Shares:
    shares = Shares(models)
    for steps in _journeys(rows).values():
        shares.journeys += 1
        closing = _closing(steps)
        if closing is None:
            continue
        cents = to_cents(_value(steps))
        steps = eligible(steps, closing.at)
        journey = _journey(steps, closing.at)
        shares.converted += 1
        shares.value_cents += cents
        for model in models:
            for step, share in zip(steps, attribute(cents, journey, MODELS[model]), strict=True):
                shares.by_touchpoint[step.touchpoint][model] += share
    return shares


def _journeys(rows: Iterable[Row]) -> dict[str, list[Step]]:
    """The steps of each journey in order; steps of one moment stay as the file has them."""
    journeys: dict[str, list[Step]] = defaultdict(list)
    for row in rows:
        try:
            journeys[_required(row, "journey")].append(_step(row))
        except (BadRow, NotMoney) as reason:
            raise UnreadableFile(f"Line {row.line}: {reason} Nothing was attributed.") from reason
    for steps in journeys.values():
        steps.sort(key=lambda step: step.at)
    return journeys


def _step(row: Row) -> Step:
    return Step(
        line=row.line,
        at=_moment(row),
        touchpoint=_required(row, "touchpoint"),
        converted=_yes_or_no(row["converted"]),
        value=read_amount(row["value"]) if row["value"] else None,
        known_at=read_moment(row["known_at"]) if row["known_at"] else None,
        opened_at=read_moment(row["opened_at"]) if row["opened_at"] else None,
    )


def _required(row: Row, column: str) -> str:
    if not row[column]:
        raise BadRow(f"the {column} is missing.")
    return row[column]


def _moment(row: Row) -> datetime:
    if row["at"]:
        return read_moment(row["at"])
    if not row["position"]:
        raise BadRow("there is neither a position nor a time, so the order is not known.")
    try:
        return EPOCH + timedelta(days=float(row["position"]))
    except (ValueError, OverflowError) as error:
        raise BadRow(f"“{row['position'][:40]}” is not a position such as 3.") from error


def _yes_or_no(text: str) -> bool:
    if text.lower() not in YES | NO:
        raise BadRow(f"converted is “{text[:40]}”; it must be one of 1, 0, true, false, yes and no.")
    return text.lower() in YES


def _closing(steps: Sequence[Step]) -> Step | None:
    """The step at which the journey converted; nothing after it can have helped."""
    return next((step for step in reversed(steps) if step.converted), None)


def _value(steps: Sequence[Step]) -> Decimal:
    """A journey without a value counts as one conversion."""
    values = {step.value for step in steps if step.value}
    if len(values) > 1:
        raise UnreadableFile(
            f"Line {steps[-1].line}: this journey has {len(values)} different values, and it can convert only once."
            " Nothing was attributed."
        )
    if not values and any(step.value is not None for step in steps):
        return Decimal(0)
    return values.pop() if values else ONE_CONVERSION


def _journey(steps: Sequence[Step], closed_at: datetime) -> Journey:
    known = min((step.known_at for step in steps if step.known_at), default=closed_at)
    opened = min((step.opened_at for step in steps if step.opened_at), default=closed_at)
    return Journey(steps, known_at=known, opened_at=opened, closed_at=closed_at)
