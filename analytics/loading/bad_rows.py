from collections.abc import Sequence

from analytics.collecting.rows import Bad
from analytics.models import BadRow

MOST_BAD_ROWS = 10_000


def keep_bad(bad: Sequence[Bad]) -> None:
    """The newest ones only: somebody who sends rubbish must not fill the disk."""
    if not bad:
        return
    BadRow.objects.bulk_create(BadRow(at=row.at, reason=row.reason, body=row.body) for row in bad)
    oldest_kept = BadRow.objects.order_by("-pk").values_list("pk", flat=True)[MOST_BAD_ROWS - 1 : MOST_BAD_ROWS]
    BadRow.objects.filter(pk__lt=oldest_kept.first() or 0).delete()
