"""What readers and salespeople made of every asset: counted anew each minute, for all assets at once."""

import logging
import threading
import time
from typing import NamedTuple

from django.db import Error, connection
from django.db.models import Count, Q

from analytics.intervals import wilson
from analytics.models import Touch
from content import freshness
from library.models import Rating

logger = logging.getLogger(__name__)

#: So old, and the time of one count, at most may the numbers of a ranking be.
SECONDS = 60
#: From so many stars on, a salesperson says that it worked.
WORKED = 4


class Evidence(NamedTuple):
    """Readers are browsers that consented; a rating is one salesperson's, on the asset or on its sales edition."""

    readers: int = 0
    thorough: int = 0
    ratings: int = 0
    worked: int = 0

    @property
    def reading_share(self) -> float:
        """What we can be sure of: the lower end of where the true share of thorough readers lies."""
        interval = wilson(self.thorough, self.readers)
        return interval.low if interval else 0.0

    @property
    def rating_share(self) -> float:
        interval = wilson(self.worked, self.ratings)
        return interval.low if interval else 0.0


NONE_YET = Evidence()


class _Numbers:
    """Counted aside while the requests go by what was counted last; only the first of a process waits."""

    def __init__(self):
        self.counting = threading.Lock()
        self.kept: tuple[int, float, dict[int, Evidence]] | None = None

    def now(self) -> dict[int, Evidence]:
        version = freshness.current()
        if version is None:
            return _count()
        life = version[0]
        if self.kept is None or self.kept[0] != life:
            with self.counting:
                if self.kept is None or self.kept[0] != life:
                    self._count(life)
        elif time.monotonic() - self.kept[1] > SECONDS and self.counting.acquire(blocking=False):
            threading.Thread(target=self._count_aside, args=(life,), daemon=True).start()
        return self.kept[2]

    def _count(self, life: int) -> None:
        self.kept = (life, time.monotonic(), _count())

    def _count_aside(self, life: int) -> None:
        try:
            self._count(life)
        except Error:
            logger.warning("The evidence of the library could not be counted anew; the numbers from before stand.")
        finally:
            connection.close()
            self.counting.release()


_numbers = _Numbers()


def evidence_now() -> dict[int, Evidence]:
    """By asset; one without any is left out."""
    return _numbers.now()


def _count() -> dict[int, Evidence]:
    readers = Count("visitor", distinct=True)
    thorough = Count("visitor", distinct=True, filter=Q(thorough=True))
    read = Touch.objects.counted().order_by().values_list("asset").annotate(readers=readers, thorough=thorough)
    rated = (
        Rating.objects.order_by()
        .values_list("asset")
        .annotate(n=Count("pk"), worked=Count("pk", filter=Q(stars__gte=WORKED)))
    )
    numbers = {asset: Evidence(*counts) for asset, *counts in read}
    for asset, n, worked in rated:
        numbers[asset] = numbers.get(asset, NONE_YET)._replace(ratings=n, worked=worked)
    return numbers
