"""The backend, as `WAGTAILSEARCH_BACKENDS` or `MODELSEARCH_BACKENDS` names it."""

from collections.abc import Iterable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.safestring import SafeString
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.query import PlainText

from whoosh_search.commits import drain
from whoosh_search.compiler import WhooshAutocompleteQueryCompiler, WhooshQueryCompiler
from whoosh_search.documents import reader_of_pks
from whoosh_search.fallback import in_database
from whoosh_search.found import Found
from whoosh_search.generations import Store
from whoosh_search.highlighting import highlight
from whoosh_search.index import Rebuilder, WhooshIndex
from whoosh_search.plan import Plan
from whoosh_search.reading import find, near, reasons
from whoosh_search.results import WhooshSearchResults
from whoosh_search.schema import Kind
from whoosh_search.state import IndexUnusable, State
from whoosh_search.upkeep import condition, mend
from whoosh_search.words import DEFAULT, language


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
        try:
            self.language = language(params.get("LANGUAGE", DEFAULT))
        except ValueError as error:
            raise ImproperlyConfigured(f'The "LANGUAGE" of the Whoosh search backend: {error}') from error
        self.time_limit = float(params.get("TIME_LIMIT", 1))
        patience = float(params.get("LOCK_TIMEOUT", 10))
        self.store = Store(Path(params["PATH"]), patience=patience, language=self.language.code)

    def find(self, query: Plan, model: type[Model]) -> Found:
        """The primary keys of all that matches, as strings, with their scores, best first."""
        return find(self.store, query, model, seconds=self.time_limit)

    def rank(self, queryset, words: str, *, at_most: int | None = None) -> dict:
        """The primary keys of what the index holds of a model with any of the words, with their scores, best first.

        Only the model of the queryset counts: its filters are the caller's to apply.
        """
        model = queryset.model
        try:
            found, read = self.find(self._plan(model, words), model), reader_of_pks(model)
            return {read(pk): score for pk, score in found.best(at_most)}
        except IndexUnusable:
            without = in_database(self.results_class(self, self._compiler(model, words)), Kind.SEARCH)
            return dict.fromkeys(without.get_queryset().values_list("pk", flat=True)[:at_most], 0.0)

    def explain(self, queryset, words: str, pks: Iterable) -> dict:
        """For each of these primary keys that has any of the words: which, in which field, and how much each gave."""
        model = queryset.model
        plan = self._plan(model, words)
        try:
            found = reasons(self.store, plan, model, map(str, pks), seconds=self.time_limit)
        except IndexUnusable:
            return {}
        return {model._meta.pk.to_python(pk): why for pk, why in found.items()}

    def _plan(self, model: type[Model], words: str) -> Plan:
        return self._compiler(model, words).compile(self.language)

    def _compiler(self, model: type[Model], words: str) -> WhooshQueryCompiler:
        return self.query_compiler_class(model._default_manager.all(), PlainText(words, operator="or"))

    def highlight(self, text: str, words: str, *, at_most: int = 2) -> list[SafeString]:
        """At most so many passages of a text as HTML in which only <mark> is markup; none without a word of these."""
        return highlight(self.language, text, words, at_most=at_most)

    def suggest(self, word: str, model: type[Model], *, at_most: int = 12) -> list[str]:
        """Stems spelt much like a word, the nearest first, from everything that is indexed of the model.

        Some may occur only in objects that a reader may not see: ask a search for each before showing it.
        """
        return near(self.store, word, model, at_most=at_most)

    def state(self) -> State:
        """Whether the index can be used and how much waits for it, for a health page. Files seen whole are not read."""
        return condition(self.store)

    def drain(self) -> None:
        """Commits what killed or hurried writers have left in the queue. Cheap when nothing waits."""
        drain(self.store)

    def mend(self) -> State:
        """For a worker, every ten seconds or so: commits, merges, reads every file, and rebuilds what is not whole."""
        return mend(self)


SearchBackend = WhooshSearchBackend
