"""What was asked for, by everybody, grouped by what it means; with marketing's answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from audiences.models import Demand
from users.models import User

MOST_ROWS = 400
# Of what was answered the newest are shown; everything open is.
MOST_ANSWERED = 20
State = Demand.State


@dataclass
class AskedFor:
    """One wish and all who have it. The newest answer stands for all of them, also when somebody asks anew."""

    words: str
    folded: str
    state: str
    answer: str
    answered_at: datetime | None
    last_at: datetime
    reasons: list[str] = field(default_factory=list)
    people: set[int | None] = field(default_factory=set)
    needed_by: date | None = None
    latest: Demand | None = None
    is_mine: bool = False

    @property
    def state_in_words(self) -> str:
        return State(self.state).label

    @property
    def is_open(self) -> bool:
        return self.state == State.NEW

    @property
    def others(self) -> int:
        return len(self.people) - self.is_mine


def asked_for(*, by: User) -> list[AskedFor]:
    """The open ones first, by how many ask; then what was answered last. One query."""
    rows = Demand.objects.filter(kind=Demand.Kind.REQUEST).select_related("stage", "industry", "persona")
    grouped = _grouped(rows.order_by("-at", "-pk")[:MOST_ROWS], me=by.pk)
    still_open = sorted((each for each in grouped if each.is_open), key=lambda each: -len(each.people))
    return [*still_open, *[each for each in grouped if not each.is_open][:MOST_ANSWERED]]


def _grouped(newest_first: Iterable[Demand], *, me: int) -> list[AskedFor]:
    groups: dict[str, AskedFor] = {}
    for row in newest_first:
        group = groups.setdefault(
            row.folded,
            AskedFor(row.words, row.folded, row.state, row.answer, row.answered_at, row.at, latest=row),
        )
        group.people.add(row.by_id)
        group.is_mine |= row.by_id == me
        if row.why and row.why not in group.reasons:
            group.reasons.append(row.why)
        if row.answer and not group.answer:
            group.answer, group.answered_at = row.answer, row.answered_at
        group.needed_by = min(filter(None, [group.needed_by, row.needed_by]), default=None)
    return list(groups.values())
