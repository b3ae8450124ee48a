"""A disk without room: under the spool, and under the database."""

import os
import random
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from scripts.faults.house import House
from scripts.faults.ledger import Ledger
from scripts.faults.processes import Gone, Process, await_that
from scripts.faults.readers import letters
from scripts.faults.reckoning import await_loaded, differences, unread
from scripts.faults.sending import sending

RECOVERED_WITHIN = 30
FILLER = ".filler"
COULD_NOT_LOAD = "could not drain the spool"


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[bool]:
    """A disk of its own in memory, if this machine lets us have one."""
    folder.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)  # noqa: S603, S607 our own folder


def spool_forbidden(house: House, *, seconds: float, readers: int, seed: int) -> list[str]:
    """Not one byte can be written: not one 2xx, 503 with Retry-After instead; then everything goes on by itself."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger, found = house.ledger(), []
    doors = [process for process in (house.web, house.collector) if process]
    with sending(ledger, letters(house.readers(readers), house.assets, chance=chance), house.ports):
        _await_more(ledger, found, "events are accepted")
        with limiting(*doors):
            _await(lambda: ledger.refusals[503] > 4, "events are refused", found)
            promised, ends = len(ledger.letters), time.monotonic() + seconds
            while time.monotonic() < ends:
                found += _readyz(house, 503, "cannot be written") + _page(house)
                time.sleep(0.2)
            if len(ledger.letters) != promised:
                found.append(f"{len(ledger.letters) - promised} letters were answered with 2xx on a full disk")
        found += _recovers(house, ledger)
    await_loaded(house)
    return found + differences(house, ledger)


def spool_full(house: House, *, seconds: float, readers: int, seed: int) -> list[str]:
    """A real disk is full to the last byte, again and again, so that lines are torn in the middle.

    What still finds room, as when the loader has removed a segment, is durable and may be answered with 2xx.
    """
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger, found = house.ledger(), []
    with sending(ledger, letters(house.readers(readers), house.assets, chance=chance), house.ports):
        _await_more(ledger, found, "events are accepted")
        with filling(house.spool):
            _await(lambda: ledger.refusals[503] > 4, "events are refused", found)
            _await(lambda: house.ready()[0] == 503, "/readyz says 503", found)
            ends = time.monotonic() + seconds
            while time.monotonic() < ends:
                found += _page(house)
                time.sleep(0.2)
        found += _recovers(house, ledger)
    await_loaded(house)
    return found + differences(house, ledger)


def database_full(house: House, *, full: AbstractContextManager, readers: int, seed: int) -> list[str]:
    """The loader cannot write: events wait in the spool, nothing is lost, and it goes on by itself."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger, found = house.ledger(), []
    with sending(ledger, letters(house.readers(readers), house.assets, chance=chance), house.ports):
        with full:
            before = house.worker.told(1000).count(COULD_NOT_LOAD)
            _await_more(ledger, found, "events are accepted")
            _await(lambda: house.worker.told(1000).count(COULD_NOT_LOAD) > before, "the loader says why not", found)
            if not unread(house):
                found.append("the loader wrote into a database without room")
            if not house.worker.is_running:
                found.append("the worker stopped when its database had no room")
        _await_more(ledger, found, "events are accepted")
    await_loaded(house)
    return found + differences(house, ledger)


@contextmanager
def filling(folder: Path) -> Iterator[None]:
    """Every last byte of a disk that was made small for this, also what is given back meanwhile."""
    filler, enough = folder / FILLER, threading.Event()

    def fill() -> None:
        with filler.open("ab", buffering=0) as file:
            while not enough.wait(0.005):
                for size in (1 << 20, 1 << 12, 1):
                    _write_until_full(file.fileno(), size)

    filling_up = threading.Thread(target=fill, daemon=True)
    filling_up.start()
    try:
        yield
    finally:
        enough.set()
        filling_up.join()
        filler.unlink(missing_ok=True)


@contextmanager
def limiting(*processes: Process) -> Iterator[None]:
    """These processes may not make any file longer. They hear EFBIG instead of ENOSPC, and no disk is needed for it."""
    pids = [pid for process in processes for pid in process.pids]
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
    try:
        for pid, (_, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, hard))
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def _write_until_full(fd: int, size: int) -> None:
    try:
        while os.write(fd, b"\0" * size) == size:
            pass
    except OSError:
        return


def _readyz(house: House, status: int, spool: str) -> list[str]:
    heard, told = house.ready()
    if (heard, told.get("database"), told.get("spool")) == (status, "ok", spool):
        return []
    return [f"/readyz said {heard} {told} and the spool {spool}"]


def _page(house: House) -> list[str]:
    answer = house.get(house.page)
    return [] if answer and answer.status == 200 else [f"a page answered {answer and answer.status} meanwhile"]


def _recovers(house: House, ledger: Ledger) -> list[str]:
    found: list[str] = []
    _await_more(ledger, found, "events are accepted again", seconds=RECOVERED_WITHIN)
    return found + _readyz(house, 200, "ok")


def _await_more(ledger: Ledger, found: list[str], what: str, *, seconds: float = 60) -> None:
    before = len(ledger.letters)
    _await(lambda: len(ledger.letters) > before + 3, what, found, seconds=seconds)


def _await(holds: Callable[[], object], what: str, found: list[str], *, seconds: float = 60) -> None:
    try:
        await_that(holds, what, seconds=seconds)
    except Gone as error:
        found.append(str(error))
