"""Whether an asset still holds, on a day: no database, no clock."""

from datetime import date, timedelta
from enum import Enum

from content.vehicles import ShelfLife

DUE_WITHIN = timedelta(days=30)


class Freshness(Enum):
    """Each with what a filter calls it. What is overdue or past ranks below everything else."""

    CURRENT = "current"
    DUE = "due"
    OVERDUE = "overdue"
    PAST = "past"

    @property
    def label(self) -> str:
        return {
            Freshness.CURRENT: "Current",
            Freshness.DUE: f"Review due within {DUE_WITHIN.days} days",
            Freshness.OVERDUE: "Review overdue",
            Freshness.PAST: "Past its date",
        }[self]

    @property
    def ranks_below(self) -> bool:
        return self in (Freshness.OVERDUE, Freshness.PAST)


def freshness_of(*, shelf_life: str, review_by: date | None, relevant_until: date | None, today: date) -> Freshness:
    """The days themselves still count. News has no review: it goes by its date."""
    if relevant_until and relevant_until < today:
        return Freshness.PAST
    if shelf_life == ShelfLife.NEWS or not review_by:
        return Freshness.CURRENT
    if review_by < today:
        return Freshness.OVERDUE
    return Freshness.DUE if review_by <= today + DUE_WITHIN else Freshness.CURRENT


def freshness_now(asset, *, today: date) -> Freshness:
    return freshness_of(
        shelf_life=asset.shelf_life, review_by=asset.review_by, relevant_until=asset.relevant_until, today=today
    )
