"""What the index offers for a word that is spelt otherwise."""

import shutil
import time

from modelsearch.test.testapp.models import Author, Book

from tests.whoosh_search.conformance.cases import IndexCase, make_book, rebuild


class SpellingCheck(IndexCase):
    def test_the_nearest_comes_first_and_among_equals_the_commonest(self):
        for title in ("Station", "Stations", "Statin", "Elsewhere"):
            make_book(title)

        assert self.backend.suggest("stattion", Book) == ["station", "statin"]

    def test_swapped_letters_are_one_mistake(self):
        make_book("Suppliers")

        assert self.backend.suggest("suppleirs", Book) == ["supplier"]

    def test_a_misspelt_ending_does_not_hide_the_stem(self):
        make_book("Resilience")

        assert self.backend.suggest("resiliense", Book) == ["resili"]

    def test_a_word_itself_is_no_suggestion(self):
        make_book("Resilience")

        assert self.backend.suggest("resilience", Book) == []

    def test_words_of_another_model_are_not_offered(self):
        Author.objects.create(name="Okafor")
        rebuild()

        assert self.backend.suggest("okafer", Book) == []
        assert self.backend.suggest("okafer", Author) == ["okafor"]

    def test_no_more_are_offered_than_asked_for(self):
        for number in range(5):
            make_book(f"word{number}")

        assert len(self.backend.suggest("wordy", Book, at_most=3)) == 3

    def test_strange_words_are_answered_soon(self):
        make_book("Station")

        for word in ("", "\x00", "ab", "\ud800", "🦀🦀🦀", "a" * 100_000, "стация", "(*?"):
            with self.subTest(word):
                begun = time.monotonic()
                assert self.backend.suggest(word, Book) == []
                assert time.monotonic() - begun < 1

    def test_without_an_index_nothing_is_offered(self):
        make_book("Station")
        shutil.rmtree(self.root)

        assert self.backend.suggest("stattion", Book) == []
