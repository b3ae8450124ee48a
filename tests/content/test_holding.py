from datetime import date, timedelta

import pytest

from content.holding import Freshness, freshness_of

TODAY = date(2026, 3, 19)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("shelf_life", "review_by", "relevant_until", "freshness"),
    [
        ("evergreen", TODAY + 31 * DAY, None, Freshness.CURRENT),
        ("evergreen", TODAY + 30 * DAY, None, Freshness.DUE),
        ("evergreen", TODAY, None, Freshness.DUE),
        ("evergreen", TODAY - DAY, None, Freshness.OVERDUE),
        ("evergreen", None, None, Freshness.CURRENT),
        ("evergreen", TODAY - DAY, TODAY - DAY, Freshness.PAST),
        ("news", TODAY - DAY, TODAY, Freshness.CURRENT),
        ("news", None, TODAY - DAY, Freshness.PAST),
    ],
)
def test_an_asset_holds_through_its_last_day(shelf_life, review_by, relevant_until, freshness):
    found = freshness_of(shelf_life=shelf_life, review_by=review_by, relevant_until=relevant_until, today=TODAY)

    assert found is freshness
