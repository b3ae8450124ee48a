"""`make faults`: every drill in its long form, on SQLite and on PostgreSQL. Says what it found; fails if that was anything.

python -m scripts.faults                    everything, about a quarter of an hour
python -m scripts.faults kills --on sqlite  one drill on one database
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.faults import clocks, disk, kills, outage, poison, replay
from scripts.faults.house import House
from scripts.faults.postgres import Postgres, postgres
from scripts.faults.reckoning import rollups_differ

READERS = 2600
MONTH = 30 * 86_400


class Drills:
    """What is tried in one house, in this order."""

    def __init__(self, house: House, server: Postgres | None, *, has_disks: bool, kills: int, seed: int):
        self.house, self.server, self.has_disks, self.most_kills, self.seed = house, server, has_disks, kills, seed

    @property
    def all(self) -> dict[str, Callable[[], list[str]]]:
        house, seed = self.house, self.seed
        return {
            "kills": self._kills,
            "outage": self._outage,
            "spool-forbidden": lambda: disk.spool_forbidden(house, seconds=8, readers=80, seed=seed),
            "spool-full": self._spool_full,
            "database-full": self._database_full,
            "clocks": lambda: clocks.run(
                house, steps=(-60, 3600, -3600, 86_400, -86_400, MONTH, -MONTH), readers=200, seed=seed
            ),
            "rubbish": lambda: poison.rubbish(house, readers=40, seed=seed),
            "half-open": lambda: poison.half_open(house, readers=20, seed=seed),
            "crowded": lambda: poison.crowded(house, clients=64, readers=100, seed=seed),
            "too-loud": lambda: poison.one_too_loud(house, seed=seed),
            "replay": lambda: replay.run(house, seed=seed),
        }

    def _kills(self) -> list[str]:
        report = kills.run(self.house, kills=self.most_kills, readers=1500, seed=self.seed)
        sys.stdout.write(f"    {report.in_words}\n")
        return report.differences

    def _outage(self) -> list[str]:
        if self.server:
            return outage.postgres_killed(self.house, self.server, times=6, readers=120, seed=self.seed)
        return outage.sqlite_locked(self.house, seconds=25, readers=120, seed=self.seed)

    def _spool_full(self) -> list[str]:
        if not self.has_disks:
            return _not_tried("this machine lets us have no small disk")
        return disk.spool_full(self.house, seconds=8, readers=80, seed=self.seed)

    def _database_full(self) -> list[str]:
        if self.server:
            return _not_tried("PostgreSQL's own disk was not made small")
        full = disk.filling(self.house.var) if self.has_disks else disk.limiting(self.house.worker)
        return disk.database_full(self.house, full=full, readers=80, seed=self.seed)


def _not_tried(why: str) -> list[str]:
    sys.stdout.write(f"    not tried: {why}\n")
    return []


@contextmanager
def furnished(on: str, *, readers: int) -> Iterator[tuple[House, Postgres | None, bool]]:
    """A house with everything running, its folders on small disks of their own where that is allowed."""
    with tempfile.TemporaryDirectory(prefix="touchstone-faults-") as name:
        folder = Path(name)
        with (
            disk.small_disk(folder / "spool", megabytes=32) as small_spool,
            disk.small_disk(folder / "var", megabytes=96) as small_var,
        ):
            if on == "postgres":
                with postgres() as server, started(folder, server.url, readers=readers) as house:
                    yield house, server, small_spool
            else:
                with started(folder, f"sqlite:///{folder}/var/touchstone.sqlite3", readers=readers) as house:
                    yield house, None, small_spool and small_var


@contextmanager
def started(folder: Path, url: str, *, readers: int) -> Iterator[House]:
    house = House(folder, database_url=url, readers=readers)
    house.prepare(migrate=True)
    try:
        house.start()
        house.await_worker()
        yield house
    finally:
        house.stop()


def main() -> int:
    asked = _asked()
    for ending in (signal.SIGINT, signal.SIGTERM):  # so that what was started and mounted is cleared away
        signal.signal(ending, signal.default_int_handler)
    wrong = 0
    for on in asked.on:
        with furnished(on, readers=READERS) as (house, server, has_disks):
            sys.stdout.write(f"On {on}, seed {asked.seed}{'' if has_disks else ', without a small disk'}\n")
            drills = Drills(house, server, has_disks=has_disks, kills=asked.kills, seed=asked.seed).all
            for name in asked.drills or drills:
                wrong += _try(name, drills[name], house)
    return 1 if wrong else 0


def _try(name: str, drill: Callable[[], list[str]], house: House) -> int:
    began = time.monotonic()
    found = drill() + rollups_differ(house)
    sys.stdout.write(f"  {name:<14} {'as promised' if not found else f'{len(found)} WRONG'}, ")
    sys.stdout.write(f"{time.monotonic() - began:.0f} s\n")
    for difference in found[:20]:
        sys.stdout.write(f"    {difference}\n")
    if found:
        sys.stdout.write(house.told() + "\n")
    sys.stdout.flush()
    return len(found)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.faults", description=__doc__.splitlines()[0])
    parser.add_argument("drills", nargs="*", help="kills, outage, spool-full, ...; all if none is named")
    parser.add_argument("--on", nargs="+", choices=["sqlite", "postgres"], default=["sqlite", "postgres"])
    parser.add_argument("--kills", type=int, default=102, help="on each database")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
