"""How evenly things are spread over the classes that they could be in."""

from collections.abc import Collection
from math import log


def evenness(counts: Collection[int]) -> float:
    """1 where every class has as many, 0 where one has all (or there is nothing): entropy over its highest value."""
    total = sum(counts)
    shares = [count / total for count in counts if count]
    if len(counts) < 2 or len(shares) < 2:
        return 0.0
    return min(1.0, -sum(share * log(share) for share in shares) / log(len(counts)))
