"""Lists of ten million rows: what they look through and what they count is bounded, and said."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator

#: Rows that a list pages through and a download holds.
MOST_LISTED = 10_000
#: The latest rows that are looked through for what no index leads to.
MOST_SEARCHED = 500_000


class BoundedPaginator(WagtailPaginator):
    """Counts no further than a reader pages, so that no page waits for a count of everything."""

    @cached_property
    def counted(self) -> int:
        """One more than is listed says that there are more."""
        rows = self.object_list
        return len(rows) if isinstance(rows, list) else rows.order_by()[: MOST_LISTED + 1].count()

    @property
    def has_more(self) -> bool:
        return self.counted > MOST_LISTED

    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST_LISTED)

    @cached_property
    def items_count_label(self) -> str:
        if self.has_more:
            return f"more than {MOST_LISTED:,} {self.verbose_name_plural}"
        return f"{self.count:,} {self.verbose_name if self.count == 1 else self.verbose_name_plural}"


def searched_from(rows: QuerySet, *, field: str) -> datetime | None:
    """The moment of the oldest row that is looked through; None when all of them are. Answered by the field's index."""
    return rows.order_by(f"-{field}").values_list(field, flat=True)[MOST_SEARCHED : MOST_SEARCHED + 1].first()


class Rows(list):
    """Rows that were fetched, for what asks a queryset for its model."""

    def __init__(self, rows, model):
        super().__init__(rows)
        self.model = model


def first_of(found: QuerySet, filename: str) -> tuple[Rows, str]:
    """What a download holds, and its name, which says when rows were left off: a file travels without the screen."""
    rows = list(found[: MOST_LISTED + 1])
    name = f"{filename}-first-{MOST_LISTED}-of-more" if len(rows) > MOST_LISTED else filename
    return Rows(rows[:MOST_LISTED], found.model), name
