"""The folder of the index: one folder for each generation, a pointer to the current one, and one lock.

A rebuild writes a generation of its own while the current one is still read and written; what is
committed in the meantime is noted for it. The pointer is replaced in one step.
"""

import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from whoosh.index import LockError
from whoosh.util.filelock import FileLock, try_for

from whoosh_search.changes import Changes, Queue
from whoosh_search.words import DEFAULT

NAME = re.compile(r"gen-[0-9a-f]{12}")
PENDING = "pending.jsonl"
RETIRED = "retired"
BUILDING = "building.lock"
ABOUT = "about.json"

# In a generation that has missed no change. To take it away needs no space on a full disk.
WHOLE = "whole"

# A search that has just read the pointer may still be opening the generation before.
GRACE_SECONDS = 600


class PointerDamaged(Exception):
    """CURRENT names no generation."""


@dataclass(frozen=True)
class About:
    """What is known of a generation beside its content."""

    fingerprint: str
    built_at: datetime

    @classmethod
    def of(cls, folder: Path) -> "About":
        known = json.loads((folder / ABOUT).read_text())
        return cls(known["fingerprint"], datetime.fromisoformat(known["built_at"]))

    @classmethod
    def write(cls, folder: Path, fingerprint: str) -> None:
        known = {"fingerprint": fingerprint, "built_at": datetime.now(UTC).isoformat()}
        (folder / ABOUT).write_text(json.dumps(known))


class Store:
    def __init__(self, root: Path, patience: float, language: str = DEFAULT):
        self.root = root
        self.patience = patience
        self.language = language
        self.queue = Queue(root / "queue")

    def current(self) -> Path | None:
        try:
            name = (self.root / "CURRENT").read_bytes().decode("ascii", "replace").strip()
        except FileNotFoundError:
            return None
        if not NAME.fullmatch(name) or not (self.root / name).is_dir():
            raise PointerDamaged(f"CURRENT names no generation: {name[:40]!r}.")
        return self.root / name

    @contextmanager
    def locked(self, patience: float | None = None) -> Iterator[None]:
        """Keeps other writers out, in this process and in others. The system frees the lock of a killed process."""
        patience = self.patience if patience is None else patience
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(str(self.root / "LOCK"))
        if not try_for(lock.acquire, timeout=patience, delay=0.02):
            raise LockError(f"Another process has been writing to {self.root} for {patience} seconds.")
        try:
            yield
        finally:
            lock.release()

    def lacks(self, folder: Path) -> bool:
        """Whether a change could not even be queued since this generation was begun."""
        return not (folder / WHOLE).exists()

    def note_loss(self) -> None:
        """A change is lost to every generation there is."""
        for folder in self.root.glob("gen-*"):
            self.note_loss_to(folder)

    def note_loss_to(self, folder: Path) -> None:
        (folder / WHOLE).unlink(missing_ok=True)

    def is_being_rebuilt(self) -> bool:
        return any(not _is_abandoned(pending.parent) for pending in self.root.glob(f"gen-*/{PENDING}"))

    def add_generation(self) -> tuple[Path, FileLock]:
        """A folder for a rebuild, and the lock that says it is alive."""
        self.root.chmod(0o700)
        folder = self.root / f"gen-{uuid.uuid4().hex[:12]}"
        folder.mkdir(mode=0o700)
        (folder / WHOLE).touch()
        alive = FileLock(str(folder / BUILDING))
        alive.acquire()
        (folder / PENDING).touch()
        return folder, alive

    def note(self, changes: Changes) -> None:
        """Tells the rebuilds under way what is taken from the queue."""
        for pending in self.root.glob(f"gen-*/{PENDING}"):
            with pending.open("a") as file:
                file.writelines("\n" + json.dumps([key, document]) for key, document in changes.items())

    def noted(self, folder: Path) -> Changes:
        """What has changed, without the half line that a killed writer may have left."""
        noted: Changes = {}
        with (folder / PENDING).open() as file:
            for line in file:
                with suppress(ValueError):
                    key, document = json.loads(line)
                    noted[key] = document
        return noted

    def publish(self, folder: Path, *, keep_last: bool = True) -> None:
        """Makes a generation the current one. The last one is kept for a while, if it is whole."""
        try:
            last = self.current()
        except PointerDamaged:
            last = None
        (folder / PENDING).unlink()
        for path in [*folder.iterdir(), folder]:
            _flush(path)
        scratch = self.root / "CURRENT.new"
        scratch.write_text(folder.name)
        _flush(scratch)
        os.replace(scratch, self.root / "CURRENT")
        _flush(self.root)
        for retired in self._others(folder):
            if retired != last and (retired / RETIRED).exists():
                shutil.rmtree(retired, ignore_errors=True)
        if last and keep_last:
            (last / RETIRED).touch()
        elif last:
            shutil.rmtree(last, ignore_errors=True)
        self.sweep()

    def sweep(self) -> None:
        """Removes generations retired long enough ago, and those whose rebuild has died."""
        try:
            current = self.current()
        except PointerDamaged:
            return
        for folder in self._others(current) if current else []:
            try:
                done = time.time() - (folder / RETIRED).stat().st_mtime > GRACE_SECONDS
            except FileNotFoundError:
                done = _is_abandoned(folder)
            if done:
                shutil.rmtree(folder, ignore_errors=True)

    def _others(self, folder: Path) -> list[Path]:
        return [path for path in self.root.glob("gen-*") if path != folder and NAME.fullmatch(path.name)]


def _is_abandoned(folder: Path) -> bool:
    lock = FileLock(str(folder / BUILDING))
    if free := lock.acquire():
        lock.release()
    return free


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
