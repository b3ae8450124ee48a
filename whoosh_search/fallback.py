"""Searching in the database alone, while the index cannot be used."""

import re

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from modelsearch.backends.base import BaseSearchQueryCompiler, BaseSearchResults
from modelsearch.backends.database.fallback import DatabaseSearchResults

from whoosh_search.schema import Kind, text_fields
from whoosh_search.tree import Translation
from whoosh_search.words import MAX_CHARACTERS, Language, normalise

NOTHING = Q(pk__in=[])


class Containing(Translation[Q]):
    """Words as parts of the text of the model's own columns."""

    # Each of them is one more comparison for the database.
    max_words = 12

    def __init__(self, columns: list[str], language: Language):
        super().__init__()
        self.language = language
        # Each word is compared with each column, and SQLite takes a thousand comparisons at most.
        self.columns = columns[:40]

    def words(self, text):
        return re.findall(r"\w{1,64}", normalise(text[:MAX_CHARACTERS]))

    def telling(self, found):
        once = list(dict.fromkeys(found))
        telling = self.language.telling([word.lower() for word in once])
        return [word for word in once if word.lower() in telling]

    def plain(self, words, operator, boost):
        return self.join([self._containing(word) for word in words], operator)

    def fuzzy(self, words, operator, boost):
        return self.plain(words, operator, boost)

    def phrase(self, words, boost):
        return self._containing(" ".join(words))

    def everything(self):
        return ~NOTHING

    def opposite(self, made):
        return ~made

    def join(self, parts, operator):
        return Q(*parts, _connector=Q.AND if operator == "and" else Q.OR)

    def _containing(self, text):
        return Q(NOTHING, *((f"{column}__icontains", text) for column in self.columns), _connector=Q.OR)


class DatabaseCompiler(BaseSearchQueryCompiler):
    """What modelsearch's own database results ask of a compiler."""

    kind = Kind.SEARCH
    language: Language

    def build_database_filter(self, query):
        made = Containing(self._columns(), self.language).translate(query)
        return NOTHING if made is None else made

    def _columns(self) -> list[str]:
        names = [field.top for field in text_fields(self.queryset.model) if field.kind is self.kind and not field.path]
        return [name for name in names if self._is_text(name) and (not self.fields or name in self.fields)]

    def _is_text(self, name: str) -> bool:
        try:
            field = self.queryset.model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        return not field.is_relation and field.get_lookup("icontains") is not None


class DatabaseResults(DatabaseSearchResults):
    def facet(self, field_name):
        """Of all that was found, whichever slice is asked, as in the index."""
        self.start, self.stop = 0, None
        return super().facet(field_name)


def in_database(results: BaseSearchResults, kind: Kind) -> DatabaseResults:
    """The same search, answered by the database."""
    asked = results.query_compiler
    queryset = asked.queryset if asked.queryset.ordered else asked.queryset.order_by("-pk")
    compiler = DatabaseCompiler(queryset, asked.query, asked.fields, order_by_relevance=asked.order_by_relevance)
    compiler.kind = kind
    compiler.language = results.backend.language
    answer = DatabaseResults(results.backend, compiler)
    answer.start, answer.stop = results.start, results.stop
    answer._score_field = results._score_field
    return answer
