"""What a search finds, in which order, and what it withstands."""

import time
from datetime import date
from unittest.mock import patch

from modelsearch.query import MATCH_ALL, Boost, Fuzzy, Phrase, PlainText
from modelsearch.test.testapp.models import Author, Book
from modelsearch.utils import parse_query_string

from tests.whoosh_search.conformance.cases import IndexCase, make_book, rebuild
from whoosh_search import results
from whoosh_search.compiler import WholeWords
from whoosh_search.plan import Plan
from whoosh_search.state import Condition
from whoosh_search.words import language

HOSTILE = [
    "\x00",
    "rust\x00rust",
    '"' * 501,
    "'" * 501,
    "a" * 10_000,
    "word " * 2_000,
    " ".join(f"word{n}" for n in range(2_000)),
    "(((((((((((((((((((",
    ")]}>",
    "[a TO b]",
    "title:rust AND (",
    "*",
    "?*?*?*",
    "a*",
    "%_\\%",
    "'; DROP TABLE searchtests_book; --",
    "\ud800",
    "‮rust",
    "🦀" * 300,
    "   ",
    "\n\t\r",
    "-" * 1_000,
    "~1e9^999",
    "nul\x00 \x01\x02\x1f",
    "é" * 5_000,
    "\u0301" * 1_000,
    "字" * 3_000,
]


class TestFinding(IndexCase):
    def test_what_has_all_the_words_comes_first(self):
        make_book("Measuring measuring measuring")
        make_book("Marketing marketing marketing marketing")
        make_book(
            "Unrelated", summary="Of marketing that is hard, and of measuring it: a long text on many other things"
        )

        found = self.titles("How do we measure our marketing?")

        assert found[0] == "Unrelated"
        assert len(found) == 3

    def test_forms_of_a_word_and_accents_are_one(self):
        make_book("Stratégies for measured growth")

        for query in ("strategies", "STRATÉGIE", "strate\u0301gies", "measuring", "measure"):
            with self.subTest(query):
                assert self.titles(query) == ["Stratégies for measured growth"]

    def test_stop_words_do_not_decide_unless_there_is_nothing_else(self):
        make_book("To be or not to be")
        make_book("The plan")

        assert self.titles("what is the plan") == ["The plan"]
        assert self.titles("to be or not to be", operator="and") == ["To be or not to be"]
        assert self.titles(Phrase("not to be")) == ["To be or not to be"]

    def test_contractions_and_possessives_find_the_plain_word(self):
        make_book("A marketer’s year")

        assert self.titles("marketers", operator="and") == ["A marketer’s year"]
        assert self.titles("marketer's years", operator="and") == ["A marketer’s year"]

    def test_a_misspelt_word_is_found_if_one_asks_for_it(self):
        make_book("Attribution")

        assert self.titles("atribution") == []
        assert self.titles(Fuzzy("atribution")) == ["Attribution"]

    def test_a_boost_moves_a_part_to_the_front(self):
        make_book("Apples"), make_book("Pears")

        for front, back in (("apples", "pears"), ("pears", "apples")):
            found = self.titles(Boost(PlainText(front), 5) | PlainText(back))
            assert [title.lower() for title in found] == [front, back]

    def test_beginnings_must_all_be_there_in_autocomplete(self):
        make_book("Buyer enablement")
        make_book("Buyer stages")

        found = self.backend.autocomplete("buy sta", Book)

        assert [book.title for book in found] == ["Buyer stages"]
        assert self.backend.autocomplete("buy", Book, fields=["title"]).count() == 2

    def test_a_part_without_words_says_nothing(self):
        make_book("Rust")

        assert self.titles(PlainText("rust") & PlainText("???")) == ["Rust"]
        assert self.titles(PlainText("???")) == []
        assert self.titles(~PlainText("???")) == []


class TestTruth(IndexCase):
    """The database has the last word."""

    def setUp(self):
        super().setUp()
        for number in range(12):
            make_book(f"Book {number}", number_of_pages=number)

    def test_what_is_gone_from_the_database_is_not_shown_nor_counted(self):
        Book.objects.filter(number_of_pages__lt=5).delete()
        with patch.object(type(self.backend), "delete", side_effect=RuntimeError), self.assertLogs("modelsearch.index"):
            Book.objects.filter(number_of_pages__lt=10).delete()
        assert self.backend.state().documents == 7

        found = self.backend.search("book", Book)

        assert found.count() == 2
        assert sorted([b.title for b in found]) == ["Book 10", "Book 11"]
        assert [len(found[0:1]), len(found[1:2]), len(found[2:3])] == [1, 1, 0]
        assert sum(found.facet("number_of_pages").values()) == 2

    def test_what_the_queryset_hides_is_not_shown(self):
        Book.objects.filter(number_of_pages__gt=3).update(number_of_pages=999)

        found = self.backend.search("book", Book.objects.filter(number_of_pages__lt=999))

        assert sorted([b.title for b in found]) == ["Book 0", "Book 1", "Book 2", "Book 3"]

    def test_a_page_of_results_sends_only_the_best_to_the_database(self):
        for first, queries_needed in ((0, 1), (2, 2)):
            with patch.object(results, "LARGEST_IN", 6), self.assertNumQueries(queries_needed) as queries:
                page = list(self.backend.search("book", Book)[first : first + 2])

            assert len(page) == 2
            assert all("IN (1, 2, 3, 4, 5, 6, 7" not in query["sql"] for query in queries)

    def test_a_first_page_is_full_although_the_queryset_hides_the_very_best(self):
        best = [book.number_of_pages for book in self.backend.search("book", Book)[:2]]

        found = self.backend.search("book", Book.objects.exclude(number_of_pages__in=best))

        assert len(found[:3]) == 3
        assert [book.title for book in found[:3]] == self.titles("book")[2:5]

    def test_pages_together_are_the_whole(self):
        whole = self.titles("book")
        for largest in (3, 5_000):
            with patch.object(results, "LARGEST_IN", largest):
                found = self.backend.search("book", Book)
                pages = [book.title for start in range(0, 14, 3) for book in found[start : start + 3]]

            assert pages == whole
        assert len(set(whole)) == 12

    def test_prefetching_and_deferring_querysets_can_be_searched(self):
        books = Book.objects.prefetch_related("authors").only("title").order_by("number_of_pages")

        assert self.backend.search("book", books).count() == 12
        assert self.titles("book", books, order_by_relevance=False)[:2] == ["Book 0", "Book 1"]


class TestBigResults(IndexCase):
    def test_forty_thousand_matches_are_no_trouble(self):
        """More than SQLite takes as parameters of one query."""
        total = 40_000
        Author.objects.bulk_create([Author(name=f"Author {n}") for n in range(total)], batch_size=2_000)
        matches = dict.fromkeys(Author.objects.values_list("pk", flat=True), 1.0)
        with patch.object(type(self.backend), "find", lambda *_: {str(pk): score for pk, score in matches.items()}):
            found = self.backend.search("author", Author)

            assert found.count() == total
            assert [a.name for a in found[total - 1 :]] == [f"Author {total - 1}"]
            assert len(found[:10]) == 10
            assert sum(found.facet("date_of_birth").values()) == total
            assert len(list(self.backend.search("author", Author))) == total
            latest = self.backend.search("author", Author.objects.order_by("-date_of_birth"), order_by_relevance=False)
            assert len(latest[:5]) == 5

    def test_all_of_a_few_thousand_are_found_in_the_index(self):
        Author.objects.bulk_create([Author(name=f"Author {n}") for n in range(3_000)], batch_size=1_000)
        rebuild()

        with patch.object(results, "LARGEST_IN", 100):
            found = self.backend.search("author", Author)

            assert (found.count(), len(found[2990:])) == (3000, 10)
            assert [a.name for a in self.backend.search("2999", Author)] == ["Author 2999"]


class TestHostileQueries(IndexCase):
    def setUp(self):
        # Before the index is built, which then commits once and not fifty times.
        day = date(2024, 1, 1)
        Book.objects.bulk_create(
            Book(title=f"Rust word{n}", summary="a word about rust", publication_date=day, number_of_pages=100)
            for n in range(50)
        )
        super().setUp()

    def test_no_query_raises_or_takes_long(self):
        for built in (True, False):
            if not built:
                (self.root / "CURRENT").unlink()
            for query in HOSTILE:
                with self.subTest(query=query[:20], built=built):
                    started = time.perf_counter()
                    for asked in (query, Phrase(query), Fuzzy(query), ~PlainText(query), parse_query_string(query)[1]):
                        len(self.backend.search(asked, Book))
                    len(self.backend.autocomplete(query, Book))
                    assert time.perf_counter() - started < 5

    def test_they_do_not_make_the_index_look_damaged(self):
        with self.assertNoLogs("whoosh_search"):
            for query in HOSTILE:
                len(self.backend.search(query, Book))

        assert self.backend.state().condition == Condition.READY

    def test_words_are_capped_over_the_whole_query(self):
        _, query = parse_query_string(" ".join(f'"first{n}" second{n}' for n in range(300)))

        plan = Plan((), WholeWords(language()).translate(query))

        assert sum(len(part.asked) for part in plan.words()) == WholeWords.max_words

    def test_everything_is_still_found_in_a_stop_word_flood(self):
        assert self.titles("the " * 2000 + "word7", operator="and") == ["Rust word7"]
        assert self.backend.search(MATCH_ALL, Book).count() == 50
