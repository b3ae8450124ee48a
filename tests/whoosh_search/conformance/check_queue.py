"""What changes is queued first, and committed by whoever holds the lock."""

import errno
import os
import shutil
import time
from unittest.mock import patch

import pytest
from modelsearch.index import SearchField
from modelsearch.test.testapp.models import Author, Book
from whoosh.index import open_dir
from whoosh.writing import SegmentWriter

from tests.whoosh_search.conformance.cases import IndexCase, make_book, rebuild
from whoosh_search import commits, merging
from whoosh_search.changes import Queue
from whoosh_search.commits import READ_BY_REBUILDS_SECONDS, Haste
from whoosh_search.documents import document, key_of
from whoosh_search.generations import Store
from whoosh_search.state import REST_SECONDS, Condition, trouble

FULL = OSError(errno.ENOSPC, "No space left on device")


def author(number, name=None):
    return Author(pk=number, name=name or f"Author {number}")


def later(seconds):
    """A clock that has gone on."""
    now = time.time()
    return patch("whoosh_search.changes.time.time", lambda: now + seconds)


class TestQueue(IndexCase):
    @property
    def queue(self):
        return self.backend.store.queue

    @property
    def segments(self):
        return open_dir(str(self.generation))._segments()

    def indexed(self):
        with open_dir(str(self.generation)).searcher() as searcher:
            if not searcher.doc_count():
                return []
            keys = searcher.reader().column_reader("key")
            return sorted(int(keys[n].partition(":")[2]) for n in searcher.reader().all_doc_ids())

    def put(self, *objects):
        self.queue.put({key_of(each): document(each) for each in objects})

    def test_nobody_waits_for_another_writer_whose_commit_takes_long(self):
        with self.backend.store.locked():
            begun = time.perf_counter()
            self.backend.add(author(1))
            self.backend.delete(author(2))
            assert time.perf_counter() - begun < 0.5
            assert (self.indexed(), self.backend.state().waiting) == ([], 2)

        self.backend.add(author(3))

        assert (self.indexed(), self.backend.state().waiting) == ([1, 3], 0)

    def test_what_a_killed_writer_has_left_is_committed_by_a_worker(self):
        self.put(author(1), author(2))

        self.backend.drain()

        assert (self.indexed(), self.backend.state().waiting) == ([1, 2], 0)

    def test_of_one_object_the_last_word_counts_and_it_is_there_once(self):
        self.put(author(1, "Ada"), author(2))
        self.queue.put({key_of(author(1)): None, key_of(author(2)): None})
        self.put(author(1, "Grace"))
        self.put(author(1, "Grace Hopper"))

        self.backend.drain()

        assert self.indexed() == [1]

    def test_order_survives_a_clock_that_is_set_back(self):
        self.put(author(1))
        with patch("whoosh_search.changes.time.time_ns", lambda: 1):
            self.queue.put({key_of(author(1)): None})

        self.backend.drain()

        assert self.indexed() == []

    def test_many_that_wait_are_one_commit(self):
        for number in range(40):
            self.put(author(number))
        before = open_dir(str(self.generation)).latest_generation()

        self.backend.drain()

        assert open_dir(str(self.generation)).latest_generation() == before + 1
        assert self.indexed() == list(range(40))

    def test_a_page_leaves_large_sets_to_the_worker_unless_nobody_has_come(self):
        self.put(*map(author, range(100)))
        commits.drain(self.backend.store, Haste.PAGE)
        assert self.indexed() == []

        with later(61):
            commits.drain(self.backend.store, Haste.PAGE)

        assert len(self.indexed()) == 100

    def test_bulk_adding_and_deleting_is_found_at_once(self):
        self.backend.add_bulk(Author, [author(number) for number in range(300)])
        assert len(self.indexed()) == 300

        self.queue.put({key_of(author(number)): None for number in range(299)})
        self.backend.drain()

        assert self.indexed() == [299]

    def test_half_a_character_keeps_nobody_waiting(self):
        self.backend.add(author(1, "half \ud83d a crab"))

        assert (self.indexed(), self.names("crab")) == ([1], [])

    def test_a_document_that_whoosh_cannot_take_is_left_out_and_told(self):
        self.put(author(1), author(2), author(3))
        add = SegmentWriter.update_document

        def refuse(writer, **fields):
            if fields["key"].endswith(":2"):
                raise ValueError("not this one")
            add(writer, **fields)

        with patch.object(SegmentWriter, "update_document", refuse), self.assertLogs("whoosh_search", "ERROR") as logs:
            self.backend.drain()

        assert (self.indexed(), self.backend.state().waiting) == ([1, 3], 0)
        assert ":2, which is left out" in logs.output[0]

    def test_a_change_set_that_cannot_be_read_makes_the_index_incomplete_until_it_is_mended(self):
        self.put(author(1))
        self.queue.waiting()[0].path.write_bytes(b'{"searchtests.author:1": {"ke')

        with self.assertLogs("whoosh_search", "WARNING"):
            self.backend.drain()
        assert self.backend.state().condition == Condition.INCOMPLETE

        assert self.backend.mend().condition == Condition.READY

    def test_a_set_nested_too_deep_to_be_read_stops_neither_the_writer_nor_whoever_saves(self):
        self.put(author(1))
        self.queue.waiting()[0].path.write_text("[" * 200_000)

        self.backend.add(author(2))

        assert (self.indexed(), self.queue.size()) == ([2], 0)
        assert self.backend.state().condition is Condition.INCOMPLETE

    def test_half_written_sets_are_not_read_and_swept_away_later(self):
        self.put(author(1))
        (self.queue.folder / ".0badc0de").write_bytes(b'{"half')
        self.backend.mend()
        assert (self.queue.folder / ".0badc0de").exists()

        os.utime(self.queue.folder / ".0badc0de", (0, 0))
        self.backend.mend()

        assert os.listdir(self.queue.folder) == []

    def test_without_an_index_what_a_rebuild_would_read_anyway_is_forgotten(self):
        (self.root / "CURRENT").unlink()
        self.put(author(1))
        self.backend.drain()
        assert self.backend.state().waiting == 1

        with later(READ_BY_REBUILDS_SECONDS + 1):
            self.backend.drain()

        assert self.backend.state().waiting == 0


class TestNoRoom(IndexCase):
    def tearDown(self):
        trouble.over_writing(str(self.root))
        super().tearDown()

    def test_a_full_disk_loses_nothing_of_what_was_queued_and_is_told_once(self):
        full = patch.object(SegmentWriter, "_flush_segment", side_effect=FULL)
        with full, self.assertLogs("whoosh_search", "WARNING") as logs:
            for number in range(3):
                Author.objects.create(name=f"Waiting {number}")
                trouble._no_writing_until.clear()
        assert len(logs.records) == 1, logs.output
        state = self.backend.state()
        assert (state.condition, state.waiting) == (Condition.READY, 3)

        with self.assertLogs("whoosh_search", "WARNING") as logs:
            self.backend.drain()

        assert "is written again" in logs.output[0]
        assert len(self.names("waiting")) == 3

    def test_it_is_not_tried_at_every_change(self):
        full = patch.object(SegmentWriter, "_flush_segment", side_effect=FULL)
        with full as flush, self.assertLogs("whoosh_search", "WARNING"):
            for number in range(5):
                Author.objects.create(name=f"Waiting {number}")

        assert flush.call_count == 1
        assert REST_SECONDS <= 10

    def test_a_change_that_cannot_even_be_queued_is_found_again_by_mending(self):
        with patch.object(Queue, "_put", side_effect=FULL), self.assertLogs("whoosh_search", "WARNING") as logs:
            book = make_book("Lost for a while")
            make_book("Another")
        assert len(logs.records) == 1, logs.output
        assert self.backend.state().condition == Condition.INCOMPLETE
        assert self.titles("another") == []

        self.backend.mend()

        assert self.backend.state().condition == Condition.READY
        assert self.titles("lost") == [book.title]

    def test_a_loss_in_a_folder_that_nobody_may_write_is_remembered_until_it_can_be_noted(self):
        read_only = OSError(errno.EROFS, "Read-only file system")
        with (
            patch.object(Queue, "_put", side_effect=read_only),
            patch.object(Store, "note_loss", side_effect=read_only),
            self.assertLogs("whoosh_search", "WARNING"),
        ):
            make_book("Lost for a while")
            assert self.backend.state().condition == Condition.INCOMPLETE
            assert (self.generation / "whole").exists()

        assert self.backend.state().condition == Condition.INCOMPLETE
        assert not (self.generation / "whole").exists()

    def test_who_adds_in_bulk_is_told_to_come_again(self):
        with (
            patch.object(Queue, "_put", side_effect=FULL),
            self.assertLogs("whoosh_search", "WARNING"),
            pytest.raises(commits.NotQueued),
        ):
            self.backend.add_bulk(Author, [author(1)])

    def test_a_rebuild_that_fails_leaves_nothing_behind_and_is_told_once(self):
        (self.root / "CURRENT").unlink()

        full = patch("whoosh_search.rebuilding.commit", side_effect=FULL)
        with full, self.assertLogs("whoosh_search", "WARNING") as logs:
            self.backend.mend()
            trouble._no_rebuilding[str(self.root)] = (0.0, 60.0)
            self.backend.mend()
            self.backend.mend()

        assert ["is missing" in line or "cannot be written: No space" in line for line in logs.output] == [True, True]
        assert self.backend.state().condition == Condition.MISSING
        trouble._no_rebuilding.clear()
        with self.assertLogs("whoosh_search", "WARNING"):
            assert self.backend.mend().condition == Condition.READY
        assert len(list(self.root.glob("gen-*"))) <= 2


class TestUpkeep(IndexCase):
    def segments(self):
        return open_dir(str(self.generation))._segments()

    def test_segments_stay_few_however_many_are_written_one_by_one(self):
        for number in range(120):
            self.backend.add(author(number))
            assert len(self.segments()) <= merging.TOO_MANY + 1
        assert len(self.segments()) < 20

        self.backend.mend()

        assert len(self.segments()) <= 12
        assert self.backend.state().documents == 120

    def test_no_commit_of_a_page_writes_a_large_segment_anew(self):
        for hundred in range(0, 600, 100):
            self.backend.add_bulk(Author, [author(hundred + number) for number in range(100)])
        large = {segment.segment_id() for segment in self.segments()}

        self.backend.add(author(999))
        assert large < {segment.segment_id() for segment in self.segments()}

        self.backend.mend()
        assert len(self.segments()) < 4
        assert self.backend.state().documents == 601

    def test_what_is_deleted_leaves_the_files_within_a_day(self):
        self.backend.add_bulk(Author, [author(number, f"Erased{number}") for number in range(30)])
        self.backend.delete(author(7))
        self.backend.mend()
        assert self.is_in_the_files("erased7")

        for path in self.generation.glob("*.seg"):
            os.utime(path, (0, 0))
        self.backend.mend()

        assert self.is_in_the_files("erased29")
        assert not self.is_in_the_files("erased7")
        assert self.backend.state().documents == 29

    def test_where_many_are_deleted_they_leave_the_files_at_once(self):
        self.backend.add_bulk(Author, [author(number, f"Erased{number}") for number in range(30)])
        self.queue_deletion_of(range(20))

        self.backend.mend()

        assert self.is_in_the_files("erased29")
        assert not self.is_in_the_files("erased3")

    def is_in_the_files(self, word):
        return any(word.encode() in path.read_bytes() for path in self.generation.glob("*.seg"))

    def queue_deletion_of(self, numbers):
        self.backend.store.queue.put({key_of(author(number)): None for number in numbers})

    def test_mending_builds_what_is_missing_or_gone_under_a_running_process(self):
        make_book("Found again")
        for harm in (lambda: (self.root / "CURRENT").unlink(), lambda: shutil.rmtree(self.root)):
            harm()
            make_book("In the meantime").delete()

            assert self.backend.mend().condition == Condition.READY
            assert self.titles("found") == ["Found again"]
            assert self.backend.state().documents == 1

    def test_mending_follows_a_change_of_the_searchable_fields(self):
        make_book("Dated")

        with patch.object(Book, "search_fields", [*Book.search_fields, SearchField("publication_date")]):
            assert self.backend.state().condition == Condition.STALE
            assert self.backend.mend().condition == Condition.READY
            assert self.titles("2024") == ["Dated"]

    def test_what_cannot_be_indexed_is_told_once_and_the_rebuild_put_off(self):
        make_book("Cannot be read")
        (self.root / "CURRENT").unlink()

        bad = patch.object(Book, "get_indexed_objects", side_effect=ValueError("a field that raises"))
        with bad as asked, self.assertLogs("whoosh_search", "WARNING") as logs:
            for _ in range(3):
                self.backend.mend()

        assert ["is missing" in line or "could not be rebuilt" in line for line in logs.output] == [True, True]
        assert asked.call_count == 1
        assert self.titles("cannot") == ["Cannot be read"]
        assert not list(self.root.glob("gen-*/pending.jsonl"))
        trouble._no_rebuilding.clear()

    def test_mending_leaves_a_rebuild_under_way_to_itself(self):
        (self.root / "CURRENT").unlink()
        building = self.backend.rebuilder_class(self.backend.get_index_for_model(Book))
        building.start()

        assert self.backend.mend().condition == Condition.MISSING

        building.finish()
        assert self.backend.state().condition == Condition.READY

    def test_two_rebuilds_at_once_both_keep_what_changes_meanwhile(self):
        first, second = (self.backend.rebuilder_class(self.backend.get_index_for_model(Author)) for _ in range(2))
        first.start()
        second.start()
        self.backend.add(author(1))
        first.finish()
        assert self.backend.state().documents == 1
        self.backend.add(author(2))
        second.finish()

        assert self.backend.state().documents == 2

    def test_the_state_is_told_without_reading_the_files_again(self):
        make_book("Read once")
        rebuild()
        self.backend.state()

        with patch("whoosh_search.seals._checksum", side_effect=AssertionError):
            assert self.backend.state().condition == Condition.READY
