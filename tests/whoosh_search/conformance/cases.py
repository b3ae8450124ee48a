"""An index of its own for each test."""

import shutil
import tempfile
from datetime import date
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import TestCase, override_settings
from modelsearch.backends import get_search_backend
from modelsearch.test.testapp.models import Author, Book


def make_book(title, **values):
    values = {"publication_date": date(2024, 1, 1), "number_of_pages": 100, **values}
    return Book.objects.create(title=title, **values)


def rebuild():
    call_command("rebuild_modelsearch_index", verbosity=0, stdout=StringIO())


class IndexCase(TestCase):
    #: Whether a test starts with an index, be it an empty one.
    built = True
    lock_timeout = 10

    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="whoosh-search-")) / "index"
        self.addCleanup(shutil.rmtree, self.root.parent, ignore_errors=True)
        conf = {"BACKEND": "whoosh_search.backend", "PATH": self.root, "LOCK_TIMEOUT": self.lock_timeout}
        override = override_settings(MODELSEARCH_BACKENDS={"default": conf})
        override.enable()
        self.addCleanup(override.disable)
        self.backend = get_search_backend()
        if self.built:
            rebuild()

    @property
    def generation(self):
        return self.root / (self.root / "CURRENT").read_text()

    def titles(self, query, queryset=None, **options):
        queryset = Book.objects.all() if queryset is None else queryset
        return [book.title for book in self.backend.search(query, queryset, **options)]

    def names(self, query, **options):
        return [author.name for author in self.backend.search(query, Author, **options)]
