"""Several processes write, and some of them die."""

import multiprocessing
import os
import random
import signal
import time
from contextlib import contextmanager
from unittest.mock import patch

from modelsearch.test.testapp.models import Author
from whoosh.index import TOC, open_dir
from whoosh.writing import SegmentWriter

from tests.whoosh_search.conformance.cases import IndexCase, rebuild
from whoosh_search import seals
from whoosh_search.changes import Queue
from whoosh_search.generations import About, Store
from whoosh_search.index import Rebuilder
from whoosh_search.opening import opened
from whoosh_search.state import Condition

NAME = "s__searchtests_author__name"

processes = multiprocessing.get_context("fork")


def write_for_ever(backend, done, first):
    number = first
    while True:
        backend.add(Author(pk=number, name=f"Author {number}"))
        done.send(number)
        number += 1


def write_some(backend, first, count):
    for number in range(first, first + count):
        backend.add(Author(pk=number, name=f"Author {number}"))
    os._exit(0)


def write_and_hang(backend, done, owner, name):
    """Stops for ever at a step of the commit, holding every lock."""

    def hang(*args, **kwargs):
        done.send("hanging")
        time.sleep(60)

    with patch.object(owner, name, hang):
        backend.add(Author(pk=999, name="Author 999"))


def write_sets_for_ever(backend, done, size):
    """The same objects again and again, all of one version at a time."""
    version = 0
    while True:
        backend.add_bulk(Author, [Author(pk=n, name=f"version{version}") for n in range(size)])
        done.send(version)
        version += 1


def rebuild_and_hang_at(backend, done, owner, name):
    def hang(*args, **kwargs):
        done.send("hanging")
        time.sleep(60)

    building = Rebuilder(backend.get_index_for_model(Author))
    building.start()
    with patch.object(owner, name, hang):
        building.finish()


def rebuild_and_hang(backend, done):
    building = Rebuilder(backend.get_index_for_model(Author)).start()
    building.add_items(Author, [Author(pk=1, name="Half a rebuild")])
    done.send("hanging")
    time.sleep(60)


@contextmanager
def process(target, backend, *args):
    """A process that can report, and that is killed like a power cut in the end."""
    mine, its = processes.Pipe(duplex=False)
    child = processes.Process(target=target, args=(backend, its, *args), daemon=True)
    child.start()
    its.close()
    try:
        yield mine
    finally:
        os.kill(child.pid, signal.SIGKILL)
        child.join()
        child.close()
        mine.close()


class TestProcesses(IndexCase):
    lock_timeout = 20

    def written(self):
        with open_dir(str(self.generation)).searcher() as searcher:
            keys = searcher.reader().column_reader("key")
            return sorted(int(keys[n].partition(":")[2]) for n in searcher.reader().all_doc_ids())

    def assert_whole(self):
        assert self.backend.state().condition == Condition.READY, self.backend.state()
        started = time.perf_counter()
        self.backend.add(Author(pk=0, name="Author 0"))
        assert time.perf_counter() - started < 5
        assert 0 in self.written()

    def test_several_writers_lose_nothing(self):
        children = [processes.Process(target=write_some, args=(self.backend, 1000 * n, 25)) for n in range(1, 5)]
        for child in children:
            child.start()
        for child in children:
            child.join()
        self.backend.drain()

        assert [child.exitcode for child in children] == [0] * 4
        assert self.written() == [1000 * n + m for n in range(1, 5) for m in range(25)]
        assert self.backend.state().condition == Condition.READY

    def test_of_writers_killed_at_any_moment_nothing_acknowledged_is_lost(self):
        """Two write, and one of them is killed again and again."""
        dice = random.Random(7)
        acknowledged = []
        with process(write_for_ever, self.backend, 1_000_000) as other:
            for attempt in range(1, 13):
                with process(write_for_ever, self.backend, attempt * 10_000) as report:
                    acknowledged.append(report.recv())
                    time.sleep(dice.uniform(0.0, 0.09))
                    while report.poll():
                        acknowledged.append(report.recv())
            while other.poll():
                acknowledged.append(other.recv())

        self.backend.drain()

        assert set(acknowledged) <= set(self.written())
        self.assert_whole()
        assert self.backend.state().waiting == 0

    def test_a_writer_killed_at_each_step_of_a_commit_does_no_harm_and_blocks_nobody(self):
        self.backend.add(Author(pk=5, name="Author 5"))
        steps = [
            (Store, "note"),
            (SegmentWriter, "add_document"),
            (SegmentWriter, "_flush_segment"),
            (SegmentWriter, "_assemble_segment"),
            (TOC, "write"),
            (SegmentWriter, "_finish"),
            (seals, "seal"),
            (Queue, "remove"),
        ]
        for number, (owner, name) in enumerate(steps, 100):
            with self.subTest(name):
                with process(write_and_hang, self.backend, owner, name) as report:
                    assert report.recv() == "hanging"
                    assert self.backend.state().condition == Condition.READY
                    started = time.perf_counter()
                    self.backend.add(Author(pk=number, name=f"Author {number}"))
                    assert time.perf_counter() - started < 1

                assert 5 in self.written()
                self.assert_whole()
                assert {999, number} < set(self.written())
                self.backend.delete(Author(pk=999))

    def test_readers_never_see_half_a_change_set(self):
        size, seen = 40, set()
        with process(write_sets_for_ever, self.backend, size) as report:
            report.recv()
            until = time.monotonic() + 3
            while len(seen) < 6 and time.monotonic() < until:
                reader = opened(self.backend.store).view.reader
                living = [
                    (word, sum(not reader.is_deleted(n) for n in reader.postings(NAME, word).all_ids()))
                    for word in reader.lexicon(NAME)
                ]
                whole = [(word, count) for word, count in living if count]
                assert [count for _, count in whole] == [size], whole
                seen.add(whole[0][0])
        assert len(seen) > 1

    def test_a_rebuild_killed_at_each_step_of_its_publishing_loses_nothing(self):
        Author.objects.create(pk=5, name="Author 5")
        for number, (owner, name) in enumerate(
            [(Store, "noted"), (About, "write"), (Store, "publish"), (Queue, "remove")]
        ):
            with self.subTest(name):
                pk = 100 + number
                with process(rebuild_and_hang_at, self.backend, owner, name) as report:
                    assert report.recv() == "hanging"
                    Author.objects.create(pk=pk, name=f"Author {pk}")

                self.assert_whole()
                assert pk in self.written()

    def test_a_rebuild_that_is_killed_leaves_the_index_as_it_was(self):
        self.backend.add(Author(pk=5, name="Author 5"))
        pointer = (self.root / "CURRENT").read_text()

        with process(rebuild_and_hang, self.backend) as report:
            assert report.recv() == "hanging"
            self.backend.add(Author(pk=6, name="Author 6"))

        assert (self.root / "CURRENT").read_text() == pointer
        assert self.written() == [5, 6]
        self.assert_whole()
        assert len(list(self.root.glob("gen-*"))) == 1

    def test_searches_during_writes_and_rebuilds_never_fall_back(self):
        Author.objects.create(pk=1, name="Author always")
        rebuild()
        with process(write_for_ever, self.backend, 10_000) as report, self.assertNoLogs("whoosh_search"):
            report.recv()
            for turn in range(40):
                if turn % 10 == 5:
                    rebuild()
                assert self.names("always") == ["Author always"]
