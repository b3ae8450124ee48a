"""A rebuild takes the place of the index in one step and loses nothing."""

import os
import stat
import time

from modelsearch.test.testapp.models import Author, Book, Novel
from whoosh.index import open_dir

from tests.whoosh_search.conformance.cases import IndexCase, make_book, rebuild
from whoosh_search.generations import GRACE_SECONDS
from whoosh_search.index import Rebuilder
from whoosh_search.state import Condition


class TestRebuild(IndexCase):
    def start(self):
        self.rebuilder = Rebuilder(self.backend.get_index_for_model(Book))
        return self.rebuilder.start()

    def generations(self):
        return {path.name for path in self.root.glob("gen-*")}

    def test_a_search_during_a_rebuild_reads_the_index_before_it(self):
        make_book("Found all the time")
        pointer = (self.root / "CURRENT").read_text()

        building = self.start()
        during = self.titles("found")
        building.add_items(Book, list(Book.objects.all()))
        still = self.titles("found")
        unpublished = (self.root / "CURRENT").read_text()
        self.rebuilder.finish()

        assert [during, still, self.titles("found")] == [["Found all the time"]] * 3
        assert unpublished == pointer
        assert (self.root / "CURRENT").read_text() != pointer

    def test_what_is_saved_or_deleted_during_a_rebuild_is_kept(self):
        changed, deleted = make_book("Old title"), make_book("Deleted title")

        building = self.start()
        building.add_items(Book, list(Book.objects.all()))
        changed.title = "New title"
        changed.save()
        deleted.delete()
        make_book("Late title")
        self.rebuilder.finish()

        assert sorted(self.titles("title")) == ["Late title", "New title"]
        assert self.titles("old") == []
        assert self.backend.state().documents == 2

    def test_what_is_saved_during_the_first_rebuild_is_kept(self):
        (self.root / "CURRENT").unlink()

        self.start()
        make_book("First of all")
        self.rebuilder.finish()

        assert self.titles("first") == ["First of all"]
        assert self.backend.state().documents == 1

    def test_half_a_line_of_a_killed_writer_does_not_stop_a_rebuild(self):
        self.start()
        with (self.rebuilder.index.build.folder / "pending.jsonl").open("a") as file:
            file.write('\n["searchtests.book:1", {"key": "sea')
        make_book("Whole line")
        self.rebuilder.finish()

        assert self.titles("whole") == ["Whole line"]
        assert self.backend.state().documents == 1

    def test_a_reader_of_the_last_generation_is_not_disturbed(self):
        make_book("Read for long")
        index = open_dir(str(self.generation))
        with index.searcher() as searcher:
            rebuild()

            assert searcher.doc_count() == 1
            assert len(list(searcher.reader().all_terms())) == len(list(index.reader().all_terms()))

    def test_the_last_generation_is_removed_after_a_while(self):
        last = self.generation.name
        rebuild()
        assert self.generations() == {last, self.generation.name}

        long_ago = time.time() - GRACE_SECONDS - 1
        os.utime(self.root / last / "retired", (long_ago, long_ago))
        make_book("Any write tidies up")

        assert self.generations() == {self.generation.name}

    def test_rebuilds_do_not_pile_up(self):
        for _ in range(4):
            rebuild()

        assert len(self.generations()) == 2

    def test_a_rebuild_under_way_is_left_alone_and_a_dead_one_removed(self):
        self.start()
        alive = self.rebuilder.index.build.folder
        make_book("Any write tidies up")
        assert alive.exists()

        self.rebuilder.index.build.writer.cancel()
        self.rebuilder.index.build.alive.release()
        make_book("Any later write tidies up")

        assert not alive.exists()

    def test_nobody_else_may_read_or_write_the_folder(self):
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (self.root, self.generation)}

        assert modes == {0o700}

    def test_a_reset_leaves_an_empty_index_and_no_trace(self):
        make_book("Forget me")
        last = self.generation.name

        self.backend.reset_indexes()

        assert self.titles("forget") == []
        assert (self.backend.state().condition, self.backend.state().documents) == (Condition.READY, 0)
        assert last not in self.generations()

    def test_of_parent_and_child_with_one_key_the_child_is_kept(self):
        novel = Novel.objects.create(title="Twice", publication_date="2024-01-01", number_of_pages=1, setting="Trantor")
        child, parent = novel, Book.objects.get(pk=novel.pk)
        for order in ([child, parent], [parent, child]):
            building = self.start()
            for each in order:
                building.add_items(type(each), [each])
            self.rebuilder.finish()

            assert self.titles("trantor") == ["Twice"]
            assert self.backend.state().documents == 1

    def test_an_object_saved_again_replaces_its_document(self):
        author = Author.objects.create(name="Ada Byron")
        author.name = "Ada Lovelace"
        author.save()
        self.backend.add_bulk(Author, [author, author])

        assert self.names("byron") == []
        assert self.names("lovelace") == ["Ada Lovelace"]
        assert self.backend.state().documents == 1
