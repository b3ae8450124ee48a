"""One line a minute of a disk that takes nothing, however many events it turns back, and one when it takes them again."""

import logging
from threading import Lock

logger = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


class Complaints:
    def __init__(self) -> None:
        self._lock = Lock()
        self._last: float | None = None
        self._turned_back = 0

    def failed(self, folder: object, error: Exception, *, now: float) -> None:
        with self._lock:
            self._turned_back += 1
            if self._last is not None and now - self._last < EVERY_SECONDS:
                return
            self._last = now
        logger.error(
            "The spool %s takes no events (%s). Senders are told to come again; nothing that was answered is lost. "
            "Turned back so far: %d. Make room there, or mend its permissions: it goes on by itself.",
            folder,
            str(error) or type(error).__name__,
            self._turned_back,
        )

    def worked(self, folder: object) -> None:
        if self._last is None:
            return
        with self._lock:
            turned_back, self._turned_back, self._last = self._turned_back, 0, None
        logger.warning("The spool %s takes events again; %d requests were turned back meanwhile.", folder, turned_back)


COMPLAINTS = Complaints()
