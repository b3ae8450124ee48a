"""What readers would send: page views with their signs, some told once, some twice and out of order."""

import random
import time
from collections.abc import Iterator, Sequence
from itertools import product
from uuid import uuid4

from scripts.faults.ledger import Event, Letter, Reader

DEEDS = ("download", "share", "form", "next")
MOST_SIGNS = 5
# No more than what the loader believes of a page view that was heard of for a moment only.
MOST_ACTIVE_MS = 12_000


def letters(
    readers: Sequence[Reader], assets: Sequence[int], *, chance: random.Random, lying: Sequence[int] = ()
) -> Iterator[Letter]:
    """Each reader opens each asset once. Every third view goes out as one letter, once, so that its loss would show;
    the others go sign by sign, in any order, every one of them twice. Clocks of readers that lie are so many seconds
    off, some of them.
    """
    waiting: list[Letter] = []
    for asset, reader in product(assets, readers):
        view = signs(asset, chance=chance, lying=lying)
        if chance.random() < 0.33:
            waiting.append(Letter(reader=reader, address=reader.address, events=tuple(view)))
        else:
            apart = [Letter(reader=reader, address=reader.address, events=(event,)) for event in view]
            waiting += [*apart, *apart]
        if chance.random() < 0.25:
            stranger = f"172.{chance.randint(16, 31)}.{chance.randint(0, 255)}.{chance.randint(1, 254)}"
            waiting.append(Letter(reader=None, address=stranger, events=(signs(asset, chance=chance)[0],)))
        chance.shuffle(waiting)
        while len(waiting) > 20:
            yield waiting.pop()
    yield from waiting


def signs(asset: int, *, chance: random.Random, count: int | None = None, lying: Sequence[int] = ()) -> list[Event]:
    """The totals of one page view as they grow."""
    view = uuid4()  # not of the dice: two drills with one seed are two visits
    count = count or chance.randint(1, MOST_SIGNS)
    times = sorted(chance.randint(0, MOST_ACTIVE_MS) for _ in range(count))
    depths = sorted(round(chance.random(), 3) for _ in range(count))
    return [
        Event(
            view=view,
            seq=seq,
            asset=asset,
            active_ms=times[seq],
            depth=depths[seq],
            did=chance.choice(DEEDS) if seq and chance.random() < 0.5 else "",
            at=_lie(chance, lying) if lying and chance.random() < 0.5 else None,
        )
        for seq in range(count)
    ]


def _lie(chance: random.Random, lying: Sequence[int]) -> int:
    return round((time.time() + chance.choice(lying)) * 1000)
