"""Whatever befalls the index, a search answers and the state says what is the matter."""

import os
import random
import shutil
from unittest.mock import patch

from modelsearch.index import SearchField
from modelsearch.query import MATCH_ALL, Fuzzy, Phrase, PlainText
from modelsearch.test.testapp.models import Author, Book

from tests.whoosh_search.conformance.cases import IndexCase, make_book, rebuild
from whoosh_search.state import Condition


def scramble(path, seed):
    """Random bytes over a random stretch."""
    content = bytearray(path.read_bytes())
    dice = random.Random(seed)
    start = dice.randrange(len(content))
    for at in range(start, min(len(content), start + 40)):
        content[at] = dice.randrange(256)
    path.write_bytes(content)


def each(suffix, damage):
    def do(case):
        for path in case.generation.glob(f"*{suffix}"):
            damage(path)

    return do


def unreadable_pointer(case):
    (case.root / "CURRENT").write_bytes(os.urandom(20))


def pointer_elsewhere(case):
    (case.root / "CURRENT").write_text("../../etc")


def generation_gone(case):
    shutil.rmtree(case.generation)


WAYS = {
    "toc emptied": each(".toc", lambda path: path.write_bytes(b"")),
    "toc cut short": each(".toc", lambda path: path.write_bytes(path.read_bytes()[:-9])),
    "toc scrambled": each(".toc", lambda path: scramble(path, 1)),
    "toc gone": each(".toc", lambda path: path.unlink()),
    "segment emptied": each(".seg", lambda path: path.write_bytes(b"")),
    "segment cut in half": each(".seg", lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])),
    "segment scrambled": each(".seg", lambda path: scramble(path, 2)),
    "segment gone": each(".seg", lambda path: path.unlink()),
    "toc and checksums emptied": lambda case: (
        each(".toc", lambda p: p.write_bytes(b""))(case),
        each(".json", lambda p: p.write_bytes(b""))(case),
    ),
    "description gone": each("about.json", lambda path: path.unlink()),
    "pointer unreadable": unreadable_pointer,
    "pointer leads elsewhere": pointer_elsewhere,
    "generation gone": generation_gone,
}


class TestDamage(IndexCase):
    def setUp(self):
        super().setUp()
        make_book("Still found", summary="Whatever happens")
        make_book("Another one")

    def test_a_damaged_index_is_told_and_the_database_searches(self):
        for name, damage in WAYS.items():
            with self.subTest(name):
                rebuild()
                assert self.backend.state().condition == Condition.READY
                damage(self)

                with self.assertLogs("whoosh_search", "WARNING") as logs:
                    found = [self.titles("found"), self.titles("found"), self.titles("stil")]

                assert found == [["Still found"]] * 3
                assert len(logs.records) == 1, logs.output
                assert self.backend.state().condition == Condition.DAMAGED
                assert self.backend.state().reason

    def test_a_rebuild_makes_it_whole(self):
        for name, damage in WAYS.items():
            with self.subTest(name):
                damage(self)
                self.titles("found")

                rebuild()

                assert self.backend.state().condition == Condition.READY
                assert (self.titles("found"), self.titles("stil")) == (["Still found"], [])

    def test_a_save_survives_a_damaged_index(self):
        each(".toc", lambda path: path.write_bytes(b"nonsense"))(self)

        with self.assertLogs("whoosh_search", "WARNING") as logs, self.assertNoLogs("modelsearch.index"):
            book = make_book("Saved nevertheless")
            assert self.titles("nevertheless") == ["Saved nevertheless"]
            book.delete()
            assert self.titles("nevertheless") == []

        assert len(logs.records) == 1, logs.output

    def test_a_damage_that_whoosh_would_not_notice_is_noticed(self):
        for seed in range(12):
            rebuild()
            each(".seg", lambda path, seed=seed: scramble(path, seed))(self)

            assert self.backend.state().condition == Condition.DAMAGED
            assert self.titles("found") == ["Still found"]

    def test_everything_works_in_the_database(self):
        shutil.rmtree(self.root)
        books = Book.objects.order_by("title")

        assert self.backend.search("still", Book).count() == 1
        assert self.backend.search(MATCH_ALL, books).count() == 2
        assert self.titles(MATCH_ALL, books, order_by_relevance=False) == ["Another one", "Still found"]
        assert [b.title for b in self.backend.search("one found", books)[1:2]] == ["Still found"]
        assert dict(self.backend.search("still", Book).facet("number_of_pages")) == {100: 1}
        assert dict(self.backend.search("still", Book)[:1].facet("number_of_pages")) == {100: 1}
        assert self.titles("happens", fields=["title"]) == []
        assert self.titles(Phrase("whatever happens")) == ["Still found"]
        assert self.titles(Fuzzy("still")) == ["Still found"]
        assert self.titles(~PlainText("still")) == ["Another one"]
        assert self.titles(PlainText("still") & ~PlainText("another")) == ["Still found"]
        assert [b.title for b in self.backend.autocomplete("sti", Book)] == ["Still found"]
        assert self.backend.search("still", Book).annotate_score("score")[0].score is None


class TestMissing(IndexCase):
    built = False

    def test_a_missing_index_is_told_once_and_the_database_searches(self):
        make_book("Never indexed")

        with self.assertLogs("whoosh_search", "WARNING") as logs:
            found = [self.titles("indexed"), self.titles("never")]

        assert found == [["Never indexed"]] * 2
        assert len(logs.records) == 1
        assert self.backend.state().condition == Condition.MISSING
        assert not self.root.exists()

    def test_without_an_index_keys_alone_are_read_to_rank(self):
        book = make_book("Never indexed")

        with self.assertLogs("whoosh_search", "WARNING"), self.assertNumQueries(1) as queries:
            found = self.backend.rank(Book.objects.all(), "never heard")

        assert found == {book.pk: 0.0}
        assert "summary" not in queries[0]["sql"].partition(" FROM ")[0]

    def test_a_save_does_not_make_half_an_index(self):
        """An index begun by a save would be taken for the whole, and hide all that was saved before."""
        with self.settings(MODELSEARCH_BACKENDS={"default": {"BACKEND": "modelsearch.backends.database.fallback"}}):
            make_book("Saved before")
        self.root.mkdir(parents=True)
        make_book("Saved after")

        assert sorted(self.titles("saved")) == ["Saved after", "Saved before"]


class TestStale(IndexCase):
    def test_a_new_search_field_makes_the_index_stale_until_it_is_rebuilt(self):
        make_book("Dated", summary="Nothing")
        fields = [*Book.search_fields, SearchField("publication_date")]

        with patch.object(Book, "search_fields", fields):
            with self.assertLogs("whoosh_search", "WARNING"):
                assert self.titles("2024") == ["Dated"]
            state = self.backend.state()
            assert (state.condition, state.documents) == (Condition.STALE, 1)
            assert state.built_at is not None
            make_book("Saved while stale")

            rebuild()
            assert self.backend.state().condition == Condition.READY
            assert sorted(self.titles("2024")) == ["Dated", "Saved while stale"]

    def test_a_process_of_the_former_version_goes_on_with_what_a_newer_one_writes(self):
        with patch.object(Author, "search_fields", [*Author.search_fields, SearchField("date_of_birth")]):
            Author.objects.create(name="Grace Hopper", date_of_birth="1906-12-09")

        assert self.backend.state().condition == Condition.READY
        assert self.names("hopper") == ["Grace Hopper"]
