import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analytics.collecting.spool import Spool, SpoolBusy
from analytics.loading.segments import only_reader, read_on, segments

WRITER = """
import sys
from pathlib import Path
from threading import Thread
from analytics.collecting.spool import Spool
spool = Spool(Path(sys.argv[1]), most_bytes=2000)
def write(name):
    for number in range(100000):
        spool.append([f"{name}-{number}\\n".encode()])
        sys.stdout.write(f"{name}-{number}\\n")
        sys.stdout.flush()
for name in "abcd":
    Thread(target=write, args=[name]).start()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "spool"


@pytest.fixture
def spool(folder):
    spool = Spool(folder)
    yield spool
    spool.close()


def lines_in(folder):
    return [line for chunk in read_on(segments(folder), {}, limit=10**6) for line in chunk.lines]


def test_what_was_appended_can_be_read_while_the_writer_lives(spool, folder):
    spool.append([b"one\n", b"two\n"])

    [chunk] = read_on(segments(folder), {}, limit=10)

    assert chunk.lines == [b"one\n", b"two\n"]
    assert not chunk.is_finished


def test_reading_goes_on_at_the_mark(spool, folder):
    spool.append([b"one\n", b"two\n"])
    [path] = segments(folder)

    [first] = read_on([path], {}, limit=1)
    [second] = read_on([path], {path.name: first.end}, limit=1)

    assert (first.lines, second.lines) == ([b"one\n"], [b"two\n"])


def test_a_segment_is_finished_when_its_writer_let_go_and_all_is_read(spool, folder):
    spool.append([b"one\n", b"two\n"])
    spool.close()

    assert [chunk.is_finished for chunk in read_on(segments(folder), {}, limit=2)] == [False]
    assert [chunk.is_finished for chunk in read_on(segments(folder), {}, limit=3)] == [True]


def test_a_torn_last_line_is_not_read(spool, folder):
    spool.append([b"whole\n", b"to"])

    assert lines_in(folder) == [b"whole\n"]


def test_a_full_segment_and_an_old_one_are_followed_by_another(folder):
    by_size, by_age = Spool(folder, most_bytes=3), Spool(folder, most_seconds=0)

    for spool in (by_size, by_age):
        spool.append([b"one\n"])
        spool.append([b"two\n"])
        spool.close()

    assert len(segments(folder)) == 4


def test_threads_share_syncs_and_each_line_stands_once(spool, folder):
    said = [f"{number}\n".encode() for number in range(400)]

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda line: spool.append([line]), said))

    assert sorted(lines_in(folder)) == sorted(said)


def test_nobody_but_its_owner_can_look_into_it(spool, folder):
    spool.append([b"one\n"])

    assert folder.stat().st_mode & 0o777 == 0o700
    assert segments(folder)[0].stat().st_mode & 0o777 == 0o600


def test_a_segment_that_was_taken_away_is_followed_by_another(spool, folder):
    spool.append([b"one\n"])
    segments(folder)[0].unlink()

    spool.append([b"two\n"])

    assert lines_in(folder) == [b"two\n"]


def test_a_write_that_fails_is_told_and_the_next_one_works(spool, folder):
    folder.mkdir(mode=0o700)
    spool.append([b"one\n"])
    os.close(spool.segment.file.fd)
    spool.segment.file.fd = os.open(segments(folder)[0], os.O_RDONLY)  # a disk that takes no more

    with pytest.raises(OSError, match="Bad file descriptor"):
        spool.append([b"lost\n"])
    spool.append([b"two\n"])

    assert lines_in(folder) == [b"one\n", b"two\n"]


def test_everyone_who_waited_for_a_failed_write_is_told(folder):
    folder.write_text("in the way of the folder")
    spool = Spool(folder)

    def fails(_):
        with pytest.raises(OSError, match="exists"):
            spool.append([b"x\n"])
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(fails, range(40)))


def test_a_full_disk_leaves_no_empty_segments(spool, folder):
    folder.mkdir(mode=0o700)
    full = Path("/dev/full")
    spool.segment.file = spool.segment._open()
    os.dup2(os.open(full, os.O_WRONLY), spool.segment.file.fd)

    with pytest.raises(OSError, match="No space left"):
        spool.append([b"one\n"])

    assert spool.segment.file is None
    assert segments(folder) == []


def test_what_was_not_answered_for_is_cut_off(spool, folder):
    spool.append([b"one\n"])
    os.write(spool.segment.file.fd, b"half of it got through\nand half of")

    spool.segment._abandon()
    spool.append([b"two\n"])

    assert lines_in(folder) == [b"one\n", b"two\n"]


@pytest.mark.parametrize("bounds", [{"most_waiting": 2}, {"most_waiting_bytes": 8}])
def test_no_more_wait_than_may(folder, bounds):
    spool = Spool(folder, **bounds)
    spool._leading = True  # somebody writes just now
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(spool.append, [b"two\n"]) for _ in range(2)]
        while len(spool._waiting) < 2:
            time.sleep(0.001)

        with pytest.raises(SpoolBusy):
            spool.append([b"three\n"])

        spool._lead()
        assert [future.result(5) for future in waiting] == [None, None]
    assert lines_in(folder) == [b"two\n", b"two\n"]
    spool.close()


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_writes_to_a_segment_of_its_own(spool, folder):
    spool.append([b"parent\n"])

    child = os.fork()
    if child == 0:
        spool.append([b"child\n"])
        os._exit(0)
    os.waitpid(child, 0)
    spool.append([b"parent again\n"])

    by_segment = [chunk.lines for chunk in read_on(segments(folder), {}, limit=10)]
    assert by_segment == [[b"parent\n", b"parent again\n"], [b"child\n"]]


def test_there_is_one_reader_at_a_time(folder):
    folder.mkdir()

    with only_reader(folder) as first, only_reader(folder) as second:
        assert (first, second) == (True, False)


def test_no_line_that_was_answered_for_is_lost_by_kill_9(folder):
    for _ in range(3):
        # A process of its own, so that the kill is a real one.
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE)
        timer = threading.Timer(1.0, writer.send_signal, [signal.SIGKILL])
        timer.start()
        answered = [line for line in writer.stdout if line.endswith(b"\n")]
        writer.wait()
        writer.stdout.close()
        written = lines_in(folder)

        assert len(answered) > 10
        assert set(answered) <= set(written)
        assert len(written) == len(set(written))
        for path in segments(folder):
            path.unlink()
