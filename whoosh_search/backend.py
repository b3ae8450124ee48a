"""The backend, as `WAGTAILSEARCH_BACKENDS` or `MODELSEARCH_BACKENDS` names it."""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from modelsearch.backends.base import BaseSearchBackend
from whoosh.query import Query

from whoosh_search.compiler import WhooshAutocompleteQueryCompiler, WhooshQueryCompiler
from whoosh_search.generations import Store
from whoosh_search.index import Rebuilder, WhooshIndex
from whoosh_search.reading import examine, find, near
from whoosh_search.results import WhooshSearchResults
from whoosh_search.state import State


class WhooshSearchBackend(BaseSearchBackend):
    query_compiler_class = WhooshQueryCompiler
    autocomplete_query_compiler_class = WhooshAutocompleteQueryCompiler
    index_class = WhooshIndex
    results_class = WhooshSearchResults
    rebuilder_class = Rebuilder
    catch_indexing_errors = True

    def __init__(self, params):
        super().__init__(params)
        if not params.get("PATH"):
            raise ImproperlyConfigured('The Whoosh search backend needs "PATH": a folder for the index alone.')
        self.store = Store(Path(params["PATH"]), patience=float(params.get("LOCK_TIMEOUT", 10)))

    def find(self, query: Query, model: type[Model]) -> dict[str, float]:
        return find(self.store, query, model)

    def suggest(self, word: str, model: type[Model], *, at_most: int = 12) -> list[str]:
        """Stems spelt much like a word, the nearest first, from everything that is indexed of the model.

        Some may occur only in objects that a reader may not see: ask a search for each before showing it.
        """
        return near(self.store, word, model, at_most=at_most)

    def state(self) -> State:
        """Whether the index can be used, for a health page. Reads the whole index: not for every request."""
        return examine(self.store)


SearchBackend = WhooshSearchBackend
