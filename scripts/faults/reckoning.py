"""Promises against the database: what was answered with 2xx and what is there, row by row."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import psycopg

from scripts.faults.house import House
from scripts.faults.ledger import Ledger, together
from scripts.faults.processes import HOUSE, Gone, await_that

VIEWS = "SELECT id, last_seq, active_ms, depth FROM analytics_pageview"
DEEDS = "SELECT page_view_id, seq, kind FROM analytics_deed"
READINGS = """
    SELECT visitor.key, touch.asset_id, SUM(touch.active_ms), MIN(touch.active_ms)
    FROM analytics_touch touch JOIN analytics_visitor visitor ON visitor.id = touch.visitor_id
    GROUP BY visitor.key, touch.asset_id
"""
OPENINGS = "SELECT asset_id, SUM(opened) FROM analytics_dailycount GROUP BY asset_id"
MARKS = 'SELECT segment, "offset" FROM analytics_spoolmark'
DROPPED = "SELECT reason, SUM(count) FROM analytics_droppedcount GROUP BY reason"
BAD = "SELECT reason, body FROM analytics_badrow"
IMPOSSIBLE = """
    SELECT COUNT(*) FROM analytics_touch touch
    JOIN analytics_pageview view ON view.touch_id = touch.id
    WHERE touch.last_at < touch.at OR touch.active_ms < 0 OR view.active_ms < 0 OR view.heard_until < view.heard_from
"""


@contextmanager
def asking(url: str) -> Iterator[Any]:
    """A connection that only reads, whatever the kind of database."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        connection: Any = sqlite3.connect(f"file:{database_file(url)}?mode=ro", uri=True, timeout=60)
    else:
        connection = psycopg.connect(host=parse_qs(parts.query)["host"][0], user="postgres", dbname=parts.path[1:])
    try:
        yield connection
    finally:
        connection.close()


def rows(house: House, question: str) -> list[tuple]:
    with asking(house.database_url) as connection:
        return [tuple(row) for row in connection.execute(question).fetchall()]


def unread(house: House) -> list[str]:
    """Segments with whole lines that the loader has not marked as read."""
    marks = dict(rows(house, MARKS))
    found = []
    for path in sorted(house.spool.glob("*.jsonl")):
        try:
            whole = path.read_bytes().rfind(b"\n") + 1
        except OSError:  # the loader has just removed it, or it is there to be unreadable
            continue
        if marks.get(path.name, 0) < whole:
            found.append(path.name)
    return found


def await_loaded(house: House, *, seconds: float = 120) -> float:
    """Until the loader has read every whole line in the spool."""
    try:
        return await_that(lambda: not unread(house), "the spool is loaded", seconds=seconds, every=0.2)
    except Gone as error:
        raise AssertionError(f"{error}\n{unread(house)}\n{house.told()}") from error


def differences(house: House, ledger: Ledger) -> list[str]:
    """In words, each way in which the database does not hold what was promised. Empty is as it must be."""
    found = list(ledger.wrong)
    with asking(house.database_url) as connection:
        ask = lambda question: connection.execute(question).fetchall()  # noqa: E731
        found += _views(ask(VIEWS), ledger)
        found += _strangers(ask(VIEWS), house)
        found += _deeds(ask(DEEDS), ledger)
        found += _readings(ask(READINGS), ledger)
        if impossible := ask(IMPOSSIBLE)[0][0]:
            found.append(f"{impossible} touches have a time that cannot be")
        found += _openings(ask(OPENINGS), together(house.ledgers))
    return found


def rollups_differ(house: House) -> list[str]:
    """What a recount of the daily numbers finds."""
    if not (HOUSE / "analytics/management/commands/recount_consumption.py").exists():
        return []
    try:
        house.manage("recount_consumption", "--check")
    except AssertionError as error:
        return [str(error)]
    return []


def _views(told: Iterable[tuple], ledger: Ledger) -> list[str]:
    there = {_hex(pk): (seq, active, round(depth, 3)) for pk, seq, active, depth in told}
    found = []
    for pk, view in ledger.views().items():
        promised = (view.last_seq, view.active_ms, round(view.depth, 3))
        stands = there.get(pk.hex)
        if stands is None:
            found.append(f"page view {pk} was promised and is lost")
        elif stands != promised:
            found.append(f"page view {pk} should be {promised} and is {stands}")
    return found


def _strangers(told: Iterable[tuple], house: House) -> list[str]:
    known = {event.view.hex for ledger in house.ledgers for letter in ledger.letters for event in letter.events}
    return [f"page view {_hex(row[0])} was never sent" for row in told if _hex(row[0]) not in known]


def _deeds(told: Iterable[tuple], ledger: Ledger) -> list[str]:
    mine = {view.hex for view in ledger.views()}
    there = [(_hex(view), seq, kind) for view, seq, kind in told if _hex(view) in mine]
    promised = {(view.hex, seq, kind) for view, seq, kind in ledger.deeds()}
    lost = [f"deed {deed} was promised and is lost" for deed in promised - set(there)]
    made_up = [f"deed {deed} was never promised" for deed in set(there) - promised]
    return lost + made_up + (["a deed stands twice"] if len(there) != len(set(there)) else [])


def _readings(told: Iterable[tuple], ledger: Ledger) -> list[str]:
    there = {(_hex(visitor), asset): total for visitor, asset, total, _ in told}
    return [
        f"{visitor} on {asset} read {there.get((visitor.hex, asset))} ms and should have {promised}"
        for (visitor, asset), promised in ledger.readings().items()
        if there.get((visitor.hex, asset)) != promised
    ]


def _openings(told: Iterable[tuple], ledger: Ledger) -> list[str]:
    """Numbers without a name: at least what was promised, at most what was tried."""
    there = {asset: int(count) for asset, count in told}
    return [
        f"asset {asset} was opened {there.get(asset, 0)} times; {ledger.openings_promised[asset]} promised, {tried} tried"
        for asset, tried in ledger.openings_tried.items()
        if not ledger.openings_promised[asset] <= there.get(asset, 0) <= tried
    ]


def _hex(key: object) -> str:
    return key.hex if isinstance(key, UUID) else UUID(str(key)).hex


def database_file(url: str) -> Path:
    return Path("/", urlsplit(url).path.lstrip("/"))
