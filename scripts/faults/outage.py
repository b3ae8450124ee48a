"""The database goes away and comes back: the collector goes on, kept pages are given, the loader catches up."""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from scripts.faults.house import House
from scripts.faults.postgres import Postgres
from scripts.faults.processes import Gone, await_that
from scripts.faults.readers import letters
from scripts.faults.reckoning import await_loaded, database_file, differences
from scripts.faults.sending import sending

# content.freshness believes what it heard last for ten seconds.
KEPT_PAGES_LAST = 8.0


def postgres_killed(house: House, server: Postgres, *, times: int, readers: int, seed: int) -> list[str]:
    """PostgreSQL and all who work for it are killed in the middle of the burst and started again."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger, found = house.ledger(), []
    with sending(ledger, letters(house.readers(readers), house.assets, chance=chance), house.ports):
        for _ in range(times):
            _await(house.page_is_kept, "a page is kept", found)
            server.kill()
            found += _while_away(house, ledger)
            time.sleep(chance.uniform(0, 1))
            server.start()
            _await(lambda: house.ready()[0] == 200, "/readyz says 200 again", found)
    await_loaded(house)
    return found + differences(house, ledger)


def sqlite_locked(house: House, *, seconds: float, readers: int, seed: int) -> list[str]:
    """Another program holds the only right to write. Reading goes on, so the site is ready, and the backlog is told."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger, found = house.ledger(), []
    with sending(ledger, letters(house.readers(readers), house.assets, chance=chance), house.ports), _held(house):
        before, ends = len(ledger.letters), time.monotonic() + seconds
        while time.monotonic() < ends:
            found += _expect(house, status=200, database="ok", spool="ok")
            time.sleep(0.3)
        if len(ledger.letters) == before:
            found.append("while the database was locked no event was accepted")
        if not house.ready()[1].get("spool_waiting_bytes", 1):
            found.append("while the loader could not load, /readyz said that nothing waits")
    await_loaded(house)
    return found + differences(house, ledger)


def _while_away(house: House, ledger) -> list[str]:
    began, before, found = time.monotonic(), len(ledger.letters), []
    found += _expect(house, status=503, database="unreachable", spool="ok")
    page = house.get(house.page)
    if time.monotonic() - began < KEPT_PAGES_LAST and (page is None or page.status != 200):
        found.append(f"without a database a kept page answered {page and page.status}")
    _await(lambda: len(ledger.letters) > before + 5, "events are accepted without a database", found)
    if ledger.refusals:
        found.append(f"without a database events were refused: {ledger.refusals}")
    return found


def _expect(house: House, *, status: int, **parts: str) -> list[str]:
    """What /readyz has to say now."""
    heard, told = house.ready()
    said = {name: told.get(name) for name in parts}
    return [] if (heard, said) == (status, parts) else [f"/readyz said {heard} {told} instead of {status} {parts}"]


def _await(holds: Callable[[], object], what: str, found: list[str]) -> None:
    try:
        await_that(holds, what)
    except Gone as error:
        found.append(str(error))


@contextmanager
def _held(house: House) -> Iterator[None]:
    with closing(sqlite3.connect(database_file(house.database_url), timeout=60, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
