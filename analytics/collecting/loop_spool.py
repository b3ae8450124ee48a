"""The spool of a process that serves everybody on one event loop: all who wait while the disk syncs share the next sync."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from analytics.collecting.segment import Segment
from analytics.collecting.spool import MOST_WAITING, MOST_WAITING_BYTES, SpoolBusy

Waiting = tuple[bytes, "asyncio.Future[None]"]


class LoopSpool:
    def __init__(
        self, segment: Segment, *, most_waiting: int = MOST_WAITING, most_waiting_bytes: int = MOST_WAITING_BYTES
    ):
        self.segment = segment
        self.most_waiting = most_waiting
        self.most_waiting_bytes = most_waiting_bytes
        self._waiting: list[Waiting] = []
        self._waiting_bytes = 0
        self._writing: asyncio.Task[None] | None = None
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="spool")

    async def append(self, data: bytes) -> None:
        """Return once the data is durable. Raises OSError when it is not, and then it may be sent again."""
        waiting_bytes = self._waiting_bytes + len(data)
        if self._waiting and (len(self._waiting) >= self.most_waiting or waiting_bytes > self.most_waiting_bytes):
            raise SpoolBusy
        loop = asyncio.get_running_loop()
        durable = loop.create_future()
        self._waiting.append((data, durable))
        self._waiting_bytes = waiting_bytes
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._write_all())
        await durable

    async def close(self) -> None:
        """What waits is written first."""
        if self._writing:
            await asyncio.wait([self._writing])
        self.segment.close()
        self._disk.shutdown()

    async def _write_all(self) -> None:
        loop = asyncio.get_running_loop()
        while self._waiting:
            group, self._waiting, self._waiting_bytes = self._waiting, [], 0
            data = b"".join(data for data, _ in group)
            try:
                await loop.run_in_executor(self._disk, self.segment.append, data)
            except OSError as error:
                _tell(group, error)
            except BaseException:
                _tell(group, OSError("the collector was stopped before it could write"))
                raise
            else:
                _tell(group, None)


def _tell(group: list[Waiting], error: OSError | None) -> None:
    for _, durable in group:
        if durable.done():  # its sender went away
            continue
        if error:
            durable.set_exception(error)
        else:
            durable.set_result(None)
