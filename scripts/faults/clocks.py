"""Clocks that are wrong: the servers' is set back and forth while they run, the readers' lies years away."""

import random
import time
from collections.abc import Sequence

from scripts.faults.house import House
from scripts.faults.processes import Gone, await_that
from scripts.faults.readers import letters
from scripts.faults.reckoning import await_loaded, differences, rows
from scripts.faults.sending import sending

# Clocks of readers: a minute, an hour, a day, a month and some centuries off.
LYING = (-60, 60, -3600, 3600, -86_400, 86_400, -40 * 86_400, -20_000_000_000, 200_000_000_000)
TOUCH_TIMES = "SELECT at, last_at FROM analytics_touch"


def run(house: House, *, steps: Sequence[int], readers: int, seed: int) -> list[str]:
    """At each step all clocks jump so many seconds away from the true time, and events go on coming."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger, found = house.ledger(), []
    load = letters(house.readers(readers), house.assets, chance=chance, lying=LYING)
    with sending(ledger, load, house.ports):
        for step in steps:
            with house.clock_set(seconds=step):
                found += _goes_on(house, ledger)
    await_loaded(house)
    found += differences(house, ledger)
    found += [f"a touch lasts from {at} until {last}" for at, last in rows(house, TOUCH_TIMES) if last < at]
    return found


def _goes_on(house: House, ledger) -> list[str]:
    """Events are accepted and loaded, chores are done, the site is ready."""
    found, before = [], len(ledger.letters)
    heard = (house.var / "worker.alive").stat().st_mtime
    try:
        await_that(lambda: len(ledger.letters) > before + 10, "events are accepted")
        await_that(lambda: (house.var / "worker.alive").stat().st_mtime != heard, "the worker goes on")
    except Gone as error:
        found.append(f"after a jump of the clock: {error}")
    status, told = house.ready()
    if status != 200:
        found.append(f"after a jump of the clock /readyz said {status} {told}")
    time.sleep(0.3)
    return found
