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


@dataclass(frozen=True)
class State:
    condition: Condition
    documents: int | None = None
    built_at: datetime | None = None
    reason: str = ""

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
    """What this process remembers of indexes that failed it, so as to warn once and not to try in vain."""

    def __init__(self):
        self._told: dict[str, str] = {}
        self._resting: dict[str, tuple[str, float, IndexUnusable]] = {}

    def report(self, root: str, fault: IndexUnusable) -> None:
        if self._told.get(root) != str(fault):
            self._told[root] = str(fault)
            logger.warning(
                "%s Searches use the database until the index in %s is rebuilt by manage.py update_index "
                "(rebuild_modelsearch_index, without Wagtail).",
                fault,
                root,
                exc_info=fault.__cause__,
            )

    def rest(self, root: str, generation: str, fault: IndexUnusable) -> None:
        self._resting[root] = (generation, time.monotonic() + REST_SECONDS, fault)

    def resting(self, root: str, generation: str) -> IndexUnusable | None:
        """The fault found a moment ago in this very generation."""
        known, until, fault = self._resting.get(root, ("", 0.0, None))
        return fault if known == generation and time.monotonic() < until else None

    def over(self, root: str) -> None:
        self._told.pop(root, None)
        self._resting.pop(root, None)


trouble = Trouble()
