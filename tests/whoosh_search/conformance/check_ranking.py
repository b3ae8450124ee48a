"""In which order things are found, why, and how fast one may be sure of it."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from modelsearch.backends import get_search_backend
from modelsearch.query import PlainText
from modelsearch.test.testapp.models import Author, Book

from tests.whoosh_search.conformance.cases import IndexCase, make_book, rebuild
from whoosh_search.backend import SearchBackend
from whoosh_search.evaluation import MOST_WORDS
from whoosh_search.opening import opened
from whoosh_search.state import Condition

FILLER = ["bridge", "garden", "letter", "mirror", "needle", "pocket", "saddle", "ticket", "violin", "window"]


def make_books(*rows):
    """Titles, or titles and summaries, indexed all at once."""
    pairs = [(row, "") if isinstance(row, str) else row for row in rows]
    Book.objects.bulk_create(
        Book(title=title, summary=summary, publication_date=date(2024, 1, 1), number_of_pages=100)
        for title, summary in pairs
    )
    rebuild()


class RankingCase(IndexCase):
    def rank(self, words, **options):
        found = self.backend.rank(Book.objects.all(), words, **options)
        titles = dict(Book.objects.values_list("pk", "title"))
        return [titles[pk] for pk in found]


class TestOrder(RankingCase):
    def test_a_word_in_a_weightier_field_counts_more(self):
        make_book("Nothing of it", summary="rust and so on, and more of it here")
        make_book("Rust", summary="and so on, and more of it here as well")

        assert self.titles("rust") == ["Rust", "Nothing of it"]

    def test_a_word_asked_for_twice_counts_twice(self):
        make_books("Iron here", "Rust here", "Filler one", "Filler two")

        assert self.rank("rust iron rust here")[:2] == ["Rust here", "Iron here"]
        assert self.rank("iron rust iron here")[:2] == ["Iron here", "Rust here"]

    def test_what_has_every_word_comes_first_whatever_else_the_others_have(self):
        dice = random.Random(3)
        some = [" ".join(dice.choices(FILLER, k=dice.randint(2, 30))) for _ in range(120)]
        make_books(*zip(some[::2], some[1::2], strict=True))

        for _ in range(30):
            asked = dice.sample(FILLER, k=dice.randint(2, 5))
            found = Book.objects.in_bulk(self.backend.rank(Book.objects.all(), " ".join(asked)))
            ranked = [found[pk] for pk in self.backend.rank(Book.objects.all(), " ".join(asked))]
            has_all = [all(word in f"{book.title} {book.summary}" for word in asked) for book in ranked]
            assert has_all == sorted(has_all, reverse=True)

    def test_the_best_documents_put_the_others_in_order_and_find_nothing_new(self):
        make_books(
            *((f"Compiler {number}", "a compiler with parser, parser and grammar") for number in range(6)),
            ("Compiler of poems", "verse, rhyme, verse, rhyme and metre by many poets"),
            ("Compiler of code", "verse, grammar, parser, rhyme and metre by many poets"),
            ("Parser and grammar", "no such word here"),
        )

        found = self.rank("compiler")

        assert found.index("Compiler of code") < found.index("Compiler of poems")
        assert "Parser and grammar" not in found
        assert len(found) == 8

    def test_what_is_deleted_does_not_count_any_more(self):
        make_books(*((f"Rust {number}", f"iron word{number}") for number in range(10)))
        for book in Book.objects.filter(title__gte="Rust 5"):
            book.delete()
        after_deleting = self.backend.rank(Book.objects.all(), "rust word3")

        rebuild()

        whole = self.backend.rank(Book.objects.all(), "rust word3")
        assert list(whole) == list(after_deleting)
        assert all(abs(whole[pk] - after_deleting[pk]) < 1e-5 for pk in whole)

    def test_of_a_long_question_the_rarest_words_count(self):
        common = " ".join(f"common{number}" for number in range(MOST_WORDS))
        make_books(*((f"Hay {number}", common) for number in range(10)), ("Needle", "unheard"))

        assert "Needle" in self.rank(f"{common} unheard")


class TestRank(RankingCase):
    def test_it_gives_no_more_than_asked_for_best_first(self):
        make_books(*(f"Rust {'rust ' * number}" for number in range(5)))

        scores = self.backend.rank(Book.objects.filter(title="none of this filters"), "rust", at_most=3)

        assert len(scores) == 3
        assert list(scores.values()) == sorted(scores.values(), reverse=True)
        assert self.backend.rank(Book.objects.all(), "???") == {}

    def test_without_an_index_the_database_ranks(self):
        make_book("Rust")
        (self.root / "CURRENT").unlink()

        with self.assertLogs("whoosh_search"):
            assert self.rank("rust") == ["Rust"]

    def test_the_first_many_and_all_are_in_the_same_order(self):
        make_books(*(f"Rust {'iron ' * (number % 7)}" for number in range(400)))

        plan = self.backend.search("rust iron", Book).scores()

        assert len(plan) == 400
        assert [pk for pk, _ in plan.best()] == list(plan)
        assert [pk for pk, _ in plan.best(50)] == list(plan)[:50]


class TestExplaining(RankingCase):
    def test_the_reasons_add_up_to_the_score(self):
        make_books(*((f"Measuring {number}", "marketing is measured by what it brings") for number in range(20)))
        books = Book.objects.all()
        scores = self.backend.rank(books, "measure")

        for pk, why in self.backend.explain(books, "measure", scores).items():
            assert abs(sum(reason.gave for reason in why.reasons) + why.alike - scores[pk]) < 1e-4
            assert {reason.field for reason in why.reasons} == {"title", "summary"}
            assert {reason.word for reason in why.reasons} == {"measure"}

    def test_it_says_what_has_all_the_words_and_nothing_of_what_has_none(self):
        both, one, none = make_book("Rust and iron"), make_book("Iron"), make_book("Gold")

        why = self.backend.explain(Book.objects.all(), "iron rusts", [both.pk, one.pk, none.pk])

        assert set(why) == {both.pk, one.pk}
        assert (why[both.pk].has_all, why[one.pk].has_all) == (True, False)
        assert [(reason.word, reason.field) for reason in why[both.pk].reasons] == [
            ("iron", "title"),
            ("rusts", "title"),
        ]


class TestHighlighting(IndexCase):
    def test_forms_of_the_words_are_marked_and_nothing_else_is_markup(self):
        text = "Once upon a time. " * 30 + "<b>Measured</b> marketing & more."

        (passage,) = self.backend.highlight(text, "how do we measure our MARKETING?")

        assert "&lt;b&gt;<mark>Measured</mark>&lt;/b&gt; <mark>marketing</mark> &amp; more." in passage
        assert passage.startswith("…")

    def test_nothing_is_made_up(self):
        assert self.backend.highlight("Nothing of the kind", "rust") == []
        assert self.backend.highlight("", "rust") == []
        assert self.backend.highlight("Rust", "???") == []


class TestLanguage(RankingCase):
    def backend_of(self, **options):
        return SearchBackend({"PATH": self.root, **options})

    def test_forms_of_another_language_are_one(self):
        conf = {"BACKEND": "whoosh_search.backend", "PATH": self.root, "LANGUAGE": "de"}
        with override_settings(MODELSEARCH_BACKENDS={"default": conf}):
            rebuild()
            make_book("Häuser der Städte")
            german = get_search_backend()

            assert [book.title for book in german.search("das Haus in der Stadt", Book)] == ["Häuser der Städte"]
            assert german.highlight("Die Häuser", "Haus") == ["Die <mark>Häuser</mark>"]

    def test_another_language_makes_the_index_stale(self):
        assert self.backend_of(LANGUAGE="en").state().condition == Condition.READY
        assert self.backend_of(LANGUAGE="fr").state().condition == Condition.STALE

    def test_an_unknown_language_is_told_with_the_choices(self):
        with pytest.raises(ImproperlyConfigured, match="'xx'.* de, en, es"):
            self.backend_of(LANGUAGE="xx")


class TestTimeLimit(IndexCase):
    def test_a_search_that_takes_too_long_is_cut_short_and_says_so(self):
        make_book("Rust and iron")
        hurried = SearchBackend({"PATH": self.root, "TIME_LIMIT": 0})

        found = hurried.search("rust iron", Book)

        assert found.cut_short
        assert len(found) <= 1
        assert not self.backend.search("rust iron", Book).cut_short

    def test_a_question_of_ten_thousand_characters_is_answered_soon(self):
        make_books(*((f"word{n}", " ".join(f"word{m}" for m in range(n, n + 20))) for n in range(300)))
        question = " ".join(f"word{number}" for number in range(1_400))[:10_000]

        started = time.perf_counter()
        count = self.backend.search(question, Book).count()

        assert count > 0
        assert time.perf_counter() - started < 2


class TestKeptOpen(IndexCase):
    def test_it_is_opened_once_until_something_changes(self):
        make_book("Rust")
        before = opened(self.backend.store)

        assert self.titles("rust") == ["Rust"]
        assert opened(self.backend.store) is before

        make_book("Rust again")
        assert self.titles("rust") == ["Rust", "Rust again"]
        assert opened(self.backend.store) is not before

    def test_what_was_found_before_a_change_can_still_be_read(self):
        make_books(*(f"Rust {number}" for number in range(10)))
        found = self.backend.search("rust", Book).scores()

        rebuild()
        make_book("Rust and more")

        assert len(self.titles("rust")) == 11
        assert len(list(found)) == 10

    def test_threads_do_not_disturb_each_other(self):
        make_books(*((f"word{n % 6} {'iron ' * (n % 5)}", f"a text of word{n % 4} and rust") for n in range(60)))
        plans = [self.backend.search(f"word{number} rust iron", Book) for number in range(6)]
        compiled = [search.query_compiler.compile(self.backend.language) for search in plans]
        alone = [dict(self.backend.find(plan, Book)) for plan in compiled]
        rebuild()

        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda turn: dict(self.backend.find(compiled[turn % 6], Book)), range(120)))

        assert found == [alone[turn % 6] for turn in range(120)]

    def test_models_do_not_disturb_each_other(self):
        Author.objects.create(name="Rust")
        make_book("Rust"), make_book("Iron")

        assert self.names(PlainText("rust")) == ["Rust"]
        assert self.titles(~PlainText("rust")) == ["Iron"]
