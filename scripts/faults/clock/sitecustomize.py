"""Loaded by every Python process of a drill: its clock follows a file that says how many seconds it is off.

It also ends with whoever started it, so that a drill that is itself killed leaves nothing running.
"""

import os
import signal
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

LOOKS_EVERY = 0.1  # seconds
# A forked child begins with its parent's.
_set = {"seconds": 0, "travel": None}


def _follow(file: Path, parent: int) -> None:
    while True:
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        wanted = _wanted(file)
        if wanted != _set["seconds"]:
            _shift(wanted)
        time.sleep(LOOKS_EVERY)


def _shift(seconds: int) -> None:
    if _set["travel"]:
        _set["travel"].stop()
    _set["seconds"], _set["travel"] = seconds, None
    if seconds:
        _set["travel"] = time_machine.travel(datetime.now(UTC) + timedelta(seconds=seconds), tick=True)
        _set["travel"].start()


def _wanted(file: Path) -> int:
    try:
        return int(file.read_text())
    except (OSError, ValueError):  # it is being written
        return _set["seconds"]


def _begin() -> None:
    threading.Thread(
        target=_follow, args=(Path(os.environ["TOUCHSTONE_DRILL_CLOCK"]), os.getppid()), daemon=True
    ).start()


if "TOUCHSTONE_DRILL_CLOCK" in os.environ:
    _begin()
    os.register_at_fork(after_in_child=_begin)
