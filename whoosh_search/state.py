"""Whether the index can be used, and what to tell an operator about it."""

import logging
import time
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

logger = logging.getLogger("whoosh_search")

# For so long a damaged index is not tried again, since finding out can take half a second.
REST_SECONDS = 10


class Condition(Enum):
    READY = "ready"
    MISSING = "missing"
    DAMAGED = "damaged"
    STALE = "stale"
    #: Searches use it, though it has missed a change that could not be written down.
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class State:
    condition: Condition
    documents: int | None = None
    built_at: datetime | None = None
    reason: str = ""
    #: Objects whose changes are queued and not in the index yet.
    waiting: int = 0

    @property
    def is_ready(self) -> bool:
        return self.condition is Condition.READY


class IndexUnusable(Exception):
    """The index cannot answer; the database must."""

    def __init__(self, state: State):
        super().__init__(f"The search index is {state.condition.value}: {state.reason}")
        self.state = state


def unusable(condition: Condition, reason: str, cause: Exception | None = None, **known) -> IndexUnusable:
    fault = IndexUnusable(State(condition, reason=reason, **known))
    fault.__cause__ = cause
    return fault


class Trouble:
    """What this process remembers of indexes that failed it, so as to say so once and not to try in vain."""

    def __init__(self):
        self._told: dict[tuple[str, str], str] = {}
        self._resting: dict[str, tuple[str, float, IndexUnusable]] = {}
        self._no_writing_until: dict[str, float] = {}
        self._no_rebuilding: dict[str, tuple[float, float]] = {}
        #: Indexes that have missed a change, and in which not even that could be noted yet.
        self.losses: set[str] = set()

    def report(self, root: str, fault: IndexUnusable) -> None:
        advice = (
            "Searches use the database until the index in %s is rebuilt: by itself if a worker tends it, "
            "otherwise by manage.py update_index (rebuild_modelsearch_index, without Wagtail)."
        )
        self._tell("reading", root, str(fault), advice, fault.__cause__ if logger.isEnabledFor(logging.DEBUG) else None)

    def report_writing(self, root: str, error: Exception) -> None:
        """Nothing can be written for now: what changes waits in the queue, or makes the index incomplete."""
        what = f"The search index cannot be written: {getattr(error, 'strerror', None) or error}."
        advice = (
            "Searches go on. What changes meanwhile is kept in the queue in %s, or found again by a rebuild. "
            "Make room or set the folder's rights right; nothing has to be restarted."
        )
        self._tell("writing", root, what, advice)

    def report_rebuilding(self, root: str, error: Exception) -> None:
        """It is tried again after a minute, then after two, and so on up to ten."""
        _until, last = self._no_rebuilding.get(root, (0.0, REST_SECONDS * 3))
        rest = min(2 * last, 600.0)
        self._no_rebuilding[root] = (time.monotonic() + rest, rest)
        if isinstance(error, OSError):
            self.report_writing(root, error)
        else:
            what = f"The search index could not be rebuilt: {type(error).__name__}: {error}."
            self._tell("rebuilding", root, what, "It is tried again by and by. The folder is %s.", error)

    def rest(self, root: str, generation: str, fault: IndexUnusable) -> None:
        self._resting[root] = (generation, time.monotonic() + REST_SECONDS, fault)

    def resting(self, root: str, generation: str) -> IndexUnusable | None:
        """The fault found a moment ago in this very generation."""
        known, until, fault = self._resting.get(root, ("", 0.0, None))
        return fault if known == generation and time.monotonic() < until else None

    def rest_writing(self, root: str) -> None:
        self._no_writing_until[root] = time.monotonic() + REST_SECONDS

    def is_writing_in_vain(self, root: str) -> bool:
        return time.monotonic() < self._no_writing_until.get(root, 0.0)

    def is_rebuilding_in_vain(self, root: str) -> bool:
        return time.monotonic() < self._no_rebuilding.get(root, (0.0, 0.0))[0]

    def over(self, root: str) -> None:
        self._resting.pop(root, None)
        if self._told.pop(("reading", root), None):
            logger.warning("The search index in %s is whole again, and searches use it.", root)

    def over_writing(self, root: str) -> None:
        self._no_writing_until.pop(root, None)
        if self._told.pop(("writing", root), None):
            logger.warning("The search index in %s is written again.", root)

    def over_rebuilding(self, root: str) -> None:
        self._no_rebuilding.pop(root, None)
        self.over_writing(root)
        if self._told.pop(("rebuilding", root), None):
            logger.warning("The search index in %s has been rebuilt.", root)

    def _tell(self, topic: str, root: str, what: str, advice: str, cause: BaseException | None = None) -> None:
        if self._told.get((topic, root)) != what:
            self._told[(topic, root)] = what
            logger.warning("%s " + advice, what, root, exc_info=cause)  # noqa: G003 - our own words


trouble = Trouble()
