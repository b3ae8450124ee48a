"""A process of the house with its children: started, killed without a warning, started again."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]


class Gone(Exception):
    """A process ended by itself, or did not become what it should in time."""


class Process:
    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], log: Path):
        self.name = name
        self.command = list(command)
        self.environment = dict(environment)
        self.log = log
        self._popen: subprocess.Popen | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._popen = subprocess.Popen(  # noqa: S603 commands of our own
                self.command, cwd=HOUSE, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def pids(self) -> list[int]:
        """Its own first, then its children's."""
        if self._popen is None:
            return []
        return [self._popen.pid, *_members(self._popen.pid)]

    @property
    def is_running(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def kill(self) -> None:
        """SIGKILL to all of it at once. Returns when nothing of it holds a file or a port any more."""
        self._end(signal.SIGKILL)

    def kill_a_child(self) -> None:
        """SIGKILL to one process that a parent of ours watches over, if there is one; else to all of it."""
        children = self.pids[1:]
        if not children:
            self.kill()
            return
        os.kill(children[-1], signal.SIGKILL)
        await_that(lambda: _is_dead(children[-1]), "the killed child is gone")

    def stop(self) -> None:
        """As an operator stops it; killed if it does not listen."""
        if self._popen is None:
            return
        self._popen.terminate()
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(10)
        self.kill()

    def told(self, lines: int = 40) -> str:
        """The end of what it has said."""
        said = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(said[-lines:])

    def _end(self, how: signal.Signals) -> None:
        if self._popen is None:
            return
        pids = self.pids
        with suppress(ProcessLookupError):
            os.killpg(self._popen.pid, how)
        self._popen.wait()
        self._popen = None
        await_that(lambda: all(map(_is_dead, pids)), f"every process of {self.name} is gone")


def await_that(holds: Callable[[], object], what: str, *, seconds: float = 60, every: float = 0.05) -> float:
    """Wait until it holds; how many seconds that took. Raises Gone with `what` when it never did."""
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise Gone(f"Within {seconds:.0f} s it did not come true that {what}.")
        time.sleep(every)
    return time.monotonic() - began


def _members(group: int) -> list[int]:
    """Living processes of a group besides its leader."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != group:
            state = _state(int(entry.name))
            if state and state[2] == str(group) and state[0] != "Z":
                found.append(int(entry.name))
    return sorted(found)


def _is_dead(pid: int) -> bool:
    state = _state(pid)
    return state is None or state[0] == "Z"


def _state(pid: int) -> list[str] | None:
    """State, parent and group, as /proc tells them after the command's name."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:3]
    except OSError:
        return None
