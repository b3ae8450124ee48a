import asyncio
import os
import threading
from contextlib import asynccontextmanager

import pytest

from analytics.collecting.loop_spool import LoopSpool
from analytics.collecting.segment import Segment
from analytics.collecting.spool import SpoolBusy
from analytics.loading.segments import read_on, segments


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "spool"


@asynccontextmanager
async def spool_in(folder, **bounds):
    spool = LoopSpool(Segment(folder), **bounds)
    yield spool
    await spool.close()


def lines_in(folder):
    return [line for chunk in read_on(segments(folder), {}, limit=10**6) for line in chunk.lines]


class Counting(Segment):
    """A disk that says how often it was asked, and waits to be told."""

    def __init__(self, folder):
        super().__init__(folder)
        self.appends, self.may = 0, threading.Event()

    def append(self, data):
        self.appends += 1
        self.may.wait(10)
        super().append(data)


def test_all_who_wait_share_one_sync(folder):
    async def run():
        segment = Counting(folder)
        spool = LoopSpool(segment)
        waiting = [asyncio.create_task(spool.append(f"{n}\n".encode())) for n in range(1000)]
        await asyncio.sleep(0.05)
        segment.may.set()
        await asyncio.gather(*waiting)
        await spool.close()
        return segment.appends

    assert asyncio.run(run()) == 1
    assert lines_in(folder) == [f"{n}\n".encode() for n in range(1000)]


@pytest.mark.parametrize("bounds", [{"most_waiting": 2}, {"most_waiting_bytes": 8}])
def test_no_more_wait_than_may(folder, bounds):
    async def run():
        segment = Counting(folder)
        spool = LoopSpool(segment, **bounds)
        first = asyncio.create_task(spool.append(b"one\n"))
        await asyncio.sleep(0.05)  # it is being written; from here on they wait
        waiting = [asyncio.create_task(spool.append(b"two\n")) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(SpoolBusy):
            await spool.append(b"three\n")
        segment.may.set()
        await asyncio.gather(first, *waiting)
        await spool.append(b"four\n")
        await spool.close()

    asyncio.run(run())
    assert lines_in(folder) == [b"one\n", b"two\n", b"two\n", b"four\n"]


def test_who_waited_for_a_write_that_failed_is_told_and_the_next_one_works(folder):
    async def run():
        async with spool_in(folder) as spool:
            await spool.append(b"one\n")
            full = os.open("/dev/full", os.O_WRONLY)
            os.dup2(full, spool.segment.file.fd)
            os.close(full)
            lost = await asyncio.gather(*[spool.append(b"lost\n") for _ in range(5)], return_exceptions=True)
            assert [type(error) for error in lost] == [OSError] * 5
            await spool.append(b"two\n")

    asyncio.run(run())
    assert lines_in(folder) == [b"one\n", b"two\n"]


def test_one_who_goes_away_takes_nobody_along(folder):
    async def run():
        async with spool_in(folder) as spool:
            leaving, staying = [asyncio.create_task(spool.append(b"x\n")) for _ in range(2)]
            await asyncio.sleep(0)
            leaving.cancel()
            await staying
            return leaving.cancelled() or leaving.cancelling()

    assert asyncio.run(run())
    assert lines_in(folder) == [b"x\n", b"x\n"]
