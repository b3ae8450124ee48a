"""Rubbish in the spool, and clients that never finish what they began to say."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path
from uuid import uuid4

from scripts.faults.house import House
from scripts.faults.ledger import Ledger, Letter
from scripts.faults.readers import letters, signs
from scripts.faults.reckoning import BAD, await_loaded, differences, rows
from scripts.faults.sending import Answer, ask, post, sending

HALF_OPEN = 40
PATIENCE = 5.0
MOST_SECONDS = 45
# In one request (docs/reference/collector.md).
MOST_EVENTS = 50


def rubbish(house: House, *, readers: int, seed: int) -> list[str]:
    """Between good events lie segments that nobody wrote, cannot be read, or end in the middle."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger, before = house.ledger(), len(rows(house, BAD))
    laid = list(_lay(house.spool, chance))
    try:
        with sending(ledger, letters(house.readers(readers), house.assets, chance=chance), house.ports):
            await_loaded(house)
        await_loaded(house)
        found = _readyz(house) + differences(house, ledger)
        if len(rows(house, BAD)) <= before:
            found.append("of the rubbish in the spool nothing can be seen among the bad rows")
        return found
    finally:
        for path in laid:
            _remove(path)


def half_open(house: House, *, readers: int, seed: int) -> list[str]:
    """Forty clients on each door begin a request and fall silent; the others are served as ever.

    The collector bears it that they fall silent in the body too. Each thread of the web server waits for one such body,
    so that it needs a proxy before it that passes on whole requests only (docs/explanation/durability.md).
    """
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger, found = house.ledger(), []
    with ExitStack() as silent:
        for port in house.ports:
            for number in range(HALF_OPEN):
                in_the_body = port == house.collector_port and number % 2 == 0
                silent.enter_context(_fallen_silent(port, in_the_body=in_the_body))
        with sending(ledger, letters(house.readers(readers), house.assets, chance=chance), house.ports) as sender:
            ends = time.monotonic() + MOST_SECONDS
            while sender.is_sending and time.monotonic() < ends:
                began = time.monotonic()
                answer = ask(house.port, "/healthz", patience=30)
                took = time.monotonic() - began
                if answer is None or answer.status != 200 or took > PATIENCE:
                    found.append(f"beside {HALF_OPEN} silent clients /healthz took {took:.1f} s")
                time.sleep(0.2)
    await_loaded(house)
    return found + differences(house, ledger)


def crowded(house: House, *, clients: int, readers: int, seed: int) -> list[str]:
    """Many at once: each is accepted, or told when to come again; the sender writes down any other answer."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger = house.ledger()
    load = letters(house.readers(readers), house.assets, chance=chance)
    with sending(ledger, load, house.ports, a_second=100_000, threads=clients) as sender:
        while sender.is_sending:
            time.sleep(0.1)
    await_loaded(house)
    return differences(house, ledger)


def one_too_loud(house: House, *, seed: int) -> list[str]:
    """One address sends more than any office: from some event on it is told when to come again; others are heard."""
    chance = random.Random(seed)  # noqa: S311 a drill that can be repeated
    ledger = house.ledger()
    *loud, quiet = house.readers(4)
    for reader, asset in product(loud, house.assets):
        events = tuple(signs(asset, chance=chance, count=MOST_EVENTS))
        answer = _deliver(house, ledger, Letter(reader=reader, address=loud[0].address, events=events))
        if answer and answer.status == 204:
            continue
        found = [] if answer and answer.status == 429 and answer.says_when else [f"too many heard {answer}"]
        other = Letter(reader=quiet, address=quiet.address, events=(signs(asset, chance=chance, count=1)[0],))
        heard = _deliver(house, ledger, other)
        if heard is None or heard.status != 204:
            found.append(f"beside a loud address another heard {heard}")
        await_loaded(house)
        return found + differences(house, ledger)
    return [f"{len(ledger.events)} events of one address within a minute were all accepted"]


def _deliver(house: House, ledger: Ledger, letter: Letter) -> Answer | None:
    answer = post(house.port, letter)
    if answer and answer.status == 204:
        ledger.promised(letter)
    return answer


def _lay(spool: Path, chance: random.Random) -> Iterator[Path]:
    """Older than every segment, so that it is read first."""
    garbage = spool / f"{1:020d}-1-{uuid4().hex[:8]}.jsonl"
    garbage.write_bytes(chance.randbytes(3000) + b"\n{}\n" + b'{"kind": "sign"}\n' + b"\xff\xfe\x00\n")
    yield garbage
    torn = spool / f"{2:020d}-1-{uuid4().hex[:8]}.jsonl"
    torn.write_bytes(b'{"kind": "bad", "reason": "x", "body": "y", "at": "2026-01-01T00:00:00Z"}\n{"kind": "si')
    yield torn
    # Root may read every file, so what cannot be read is a folder and a link that leads nowhere too.
    closed = spool / f"{3:020d}-1-{uuid4().hex[:8]}.jsonl"
    closed.touch(mode=0o000)
    yield closed
    folder = spool / f"{4:020d}-1-{uuid4().hex[:8]}.jsonl"
    folder.mkdir()
    yield folder
    nowhere = spool / f"{5:020d}-1-{uuid4().hex[:8]}.jsonl"
    nowhere.symlink_to(spool / "nowhere")
    yield nowhere
    unnumbered = spool / "copied-by-hand.jsonl"
    unnumbered.write_bytes(b"no line of ours\n" * 3)
    yield unnumbered
    left = spool / f".{6:020d}-1-{uuid4().hex[:8]}"
    left.write_bytes(b"left over before it had a name")
    yield left


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)


def _readyz(house: House) -> list[str]:
    status, told = house.ready()
    return [] if status == 200 else [f"with rubbish in the spool /readyz said {status} {told}"]


@contextmanager
def _fallen_silent(port: int, *, in_the_body: bool) -> Iterator[None]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        head = b"POST /t/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
        client.sendall(head + (b"Content-Length: 900\r\n\r\n{" if in_the_body else b"X-Half"))
        yield
