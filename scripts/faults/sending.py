"""The sender: some threads that post letters until each one is answered with 2xx, and write down what was promised."""

import http.client
import json
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

from scripts.faults.ledger import Ledger, Letter

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
THREADS = 4
BUSY = (429, 503)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def says_when(self) -> bool:
        """Whether it asks the sender to come again, and after how many seconds."""
        return self.status in BUSY and self.headers.get("retry-after", "").isdigit()


def ask(
    port: int, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None, patience: float = 15
) -> Answer | None:
    """None when nobody answered, or not to the end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        connection.request("POST" if body is not None else "GET", path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, told, response.read())
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def post(port: int, letter: Letter, *, patience: float = 15) -> Answer | None:
    sent = [event.as_sent() for event in letter.events]
    headers = {"User-Agent": BROWSER, "Content-Type": "text/plain;charset=UTF-8", "X-Forwarded-For": letter.address}
    if letter.reader:
        headers["Cookie"] = letter.reader.cookie
    body = json.dumps(sent[0] if len(sent) == 1 else {"events": sent}).encode()
    return ask(port, "/t/", body=body, headers=headers, patience=patience)


class Sender:
    """Sends to the doors in turn. Ends when every letter is promised, or when for long none was."""

    def __init__(
        self, ledger: Ledger, letters: Iterable[Letter], ports: Sequence[int], *, a_second: float, threads: int
    ):
        self.ledger = ledger
        self.ports = list(ports)
        self.pause = threads / a_second
        self._letters = iter(letters)
        self._again: deque[Letter] = deque()
        self._lock = threading.Lock()
        self._open = 0
        self._no_more = threading.Event()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._send, args=(number,), daemon=True) for number in range(threads)]

    def start(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    @property
    def is_sending(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    def finish(self, *, patience: float = 60) -> None:
        """No new letters; those that nobody promised yet are sent until somebody does, or for so many seconds nobody."""
        self._no_more.set()
        promised, since = self.ledger.deliveries, time.monotonic()
        while self.is_sending and time.monotonic() - since < patience:
            time.sleep(0.2)
            if self.ledger.deliveries != promised:
                promised, since = self.ledger.deliveries, time.monotonic()
        left = self._open
        self._stop.set()
        if left:
            refused = ", ".join(f"{status} {count} times" for status, count in self.ledger.refusals.items())
            self.ledger.complain(
                f"{left} letters left, none accepted for {patience:.0f} s; refused: {refused or 'none'}."
            )

    def _send(self, number: int) -> None:
        turn = number
        while not self._stop.is_set() and (letter := self._next()):
            turn += 1
            self._deliver(letter, self.ports[turn % len(self.ports)])
            self._stop.wait(self.pause)

    def _next(self) -> Letter | None:
        with self._lock:
            if not self._no_more.is_set() and (letter := next(self._letters, None)):
                self._open += 1
                return letter
            return self._again.popleft() if self._again else None

    def _deliver(self, letter: Letter, port: int) -> None:
        self.ledger.tried(letter)
        answer = post(port, letter)
        if answer and answer.status == 204:
            self.ledger.promised(letter)
        elif answer and answer.status in BUSY:
            self._heed(answer)
        elif answer:
            self.ledger.complain(f"{answer.status} {answer.body[:200]!r}")
        # An opening of a stranger has no name, so that sending it again would be another one.
        kept = letter.reader is not None and (answer is None or answer.status in BUSY)
        with self._lock:
            self._open -= 0 if kept else 1
            if kept:
                self._again.append(letter)
        if kept:
            self._stop.wait(0.1)

    def _heed(self, answer: Answer) -> None:
        self.ledger.refused(answer.status)
        if not answer.says_when:
            self.ledger.complain(f"{answer.status} without Retry-After")


@contextmanager
def sending(
    ledger: Ledger, letters: Iterable[Letter], ports: Sequence[int], *, a_second: float = 80, threads: int = THREADS
) -> Iterator[Sender]:
    """Sends during the block, and to the end of what was begun after it."""
    sender = Sender(ledger, letters, ports, a_second=a_second, threads=threads).start()
    try:
        yield sender
    finally:
        sender.finish()
