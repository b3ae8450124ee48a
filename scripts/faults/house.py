"""A whole Touchstone for one drill: web, collector where there is one, worker; a database and folders of its own."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from scripts.faults.ledger import Ledger, Reader
from scripts.faults.processes import HOUSE, Process, await_that
from scripts.faults.sending import BROWSER, Answer, ask

BIN = Path(sys.executable).parent
CLOCK = Path(__file__).with_name("clock")
STARTING_SECONDS = 120
# Of one address: more than any reader of a drill sends, and soon reached by who means to.
EVENTS_A_MINUTE = 600


class House:
    def __init__(self, folder: Path, *, database_url: str, readers: int = 120, web_workers: int = 1):
        self.folder = folder
        self.var = folder / "var"
        self.spool = folder / "spool"
        self.clock = folder / "clock"
        self.logs = folder / "logs"
        self.database_url = database_url
        self.ledgers: list[Ledger] = []
        self.clock_was_wrong = False
        for made in (self.var, self.spool, self.logs):
            made.mkdir(exist_ok=True)
        self.clock.write_text("0")
        self.environment = self._environment()
        self.port, self.collector_port = free_ports(2)
        self.web = self._process("web", _web(self.port, web_workers))
        self.worker = self._process("worker", [sys.executable, "manage.py", "worker"])
        self.collector = self._collector()
        self._readers = readers
        self._furnished: Iterator[Reader] = iter(())
        self.assets: list[int] = []
        self.page = "/"

    @property
    def ports(self) -> list[int]:
        """The doors for events."""
        return [self.port, self.collector_port] if self.collector else [self.port]

    @property
    def processes(self) -> list[Process]:
        return [process for process in (self.web, self.collector, self.worker) if process]

    def prepare(self, *, migrate: bool) -> None:
        if migrate:
            self.manage("migrate", "--verbosity", "0")
        told = json.loads(self.run("-m", "scripts.faults.furnishing", str(self._readers)))
        self.assets, self.page = told["assets"], told["page"]
        self._furnished = iter(
            Reader(key=UUID(key), cookie=cookie, address=f"10.{number >> 8 & 255}.{number & 255}.9")
            for number, (key, cookie) in enumerate(told["readers"])
        )

    def readers(self, count: int) -> list[Reader]:
        """Some whom no drill before has used."""
        found = list(islice(self._furnished, count))
        if len(found) < count:
            raise ValueError(f"This house was furnished with {self._readers} readers, too few for its drills.")
        return found

    def ledger(self) -> Ledger:
        self.ledgers.append(Ledger())
        return self.ledgers[-1]

    def start(self) -> None:
        for process in self.processes:
            process.start()
        self.await_doors()

    def await_doors(self) -> None:
        for port in self.ports:
            await_that(lambda port=port: self._answers(port), f"port {port} answers", seconds=STARTING_SECONDS)

    def tend(self) -> None:
        """As a supervisor: what has ended is started again. Granian ends when its workers die too soon after a start."""
        for process in self.processes:
            if not process.is_running:
                process.start()

    def await_worker(self) -> None:
        """Until it has done everything that was due once."""
        alive, asked = self.var / "worker.alive", time.time_ns()
        await_that(
            lambda: alive.exists() and alive.stat().st_mtime_ns > asked, "the worker works", seconds=STARTING_SECONDS
        )

    def stop(self) -> None:
        for process in self.processes:
            process.stop()

    def get(self, path: str, *, patience: float = 15) -> Answer | None:
        return ask(
            self.port, path, headers={"User-Agent": BROWSER, "Host": f"127.0.0.1:{self.port}"}, patience=patience
        )

    def page_is_kept(self) -> bool:
        """The page that drills ask for has been given twice, so that a copy of it lies at hand."""
        return all(answer is not None and answer.status == 200 for answer in (self.get(self.page), self.get(self.page)))

    def ready(self) -> tuple[int, dict[str, Any]]:
        """What an operator's monitor hears."""
        answer = self.get("/readyz")
        return (answer.status, json.loads(answer.body)) if answer else (0, {})

    def manage(self, *arguments: str) -> str:
        return self.run("manage.py", *arguments)

    def run(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 commands of our own
            [sys.executable, *arguments], cwd=HOUSE, env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise AssertionError(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    @contextmanager
    def clock_set(self, *, seconds: int) -> Iterator[None]:
        """Every process of the house believes that it is so much later, or earlier, at once."""
        self.clock_was_wrong = True
        self.clock.write_text(str(seconds))
        try:
            yield
        finally:
            self.clock.write_text("0")

    def told(self) -> str:
        return "\n".join(f"--- {process.name}\n{process.told()}" for process in self.processes)

    def _answers(self, port: int) -> bool:
        self.tend()
        answer = ask(port, "/t/", patience=2)
        return answer is not None and answer.status == 405

    def _process(self, name: str, command: Sequence[str]) -> Process:
        return Process(name, command, environment=self.environment, log=self.logs / f"{name}.log")

    def _collector(self) -> Process | None:
        if not (HOUSE / "analytics/management/commands/collector.py").exists():
            return None
        command = [sys.executable, "manage.py", "collector", "--host", "127.0.0.1", "--port", str(self.collector_port)]
        return self._process("collector", command)

    def _environment(self) -> Mapping[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("TOUCHSTONE_", "DJANGO_"))}
        return ours | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": self.database_url,
            "TOUCHSTONE_SECRET_KEY": secrets.token_urlsafe(60),
            "TOUCHSTONE_VAR_DIR": str(self.var),
            "TOUCHSTONE_SPOOL_DIR": str(self.spool),
            "TOUCHSTONE_DEBUG": "0",
            "TOUCHSTONE_EVENTS_A_MINUTE": str(EVENTS_A_MINUTE),
            "TOUCHSTONE_PROXIES": "1",  # so that one sender can stand for many readers
            "TOUCHSTONE_DRILL_CLOCK": str(self.clock),
            "PYTHONPATH": str(CLOCK),
        }


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def _web(port: int, workers: int) -> list[str]:
    """As scripts/run starts it."""
    address = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    strength = ["--workers", str(workers), "--blocking-threads", "4", "--backpressure", "64", "--no-ws"]
    rest = ["--log-level", "warning", "--respawn-failed-workers", "config.wsgi:application"]
    return [str(BIN / "granian"), *address, *strength, *rest]
