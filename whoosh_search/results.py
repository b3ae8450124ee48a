"""What was found, as the database allows it: filters, order, counts and facets are its work.

An entry of the index that is out of date can therefore never show an object that a queryset hides.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from functools import wraps
from itertools import islice

from modelsearch.backends.base import BaseSearchResults, FilterFieldError

from whoosh_search.documents import reader_of_pks
from whoosh_search.fallback import in_database
from whoosh_search.state import IndexUnusable

# Above so many matches they are compared here, since databases limit the parameters of a query.
LARGEST_IN = 5_000
A_PAGE = 50


def or_database(method):
    """Lets the database answer alone when the index cannot."""

    @wraps(method)
    def answer(self, *args):
        try:
            return method(self, *args)
        except IndexUnusable:
            return getattr(in_database(self, self.query_compiler.kind), method.__name__)(*args)

    return answer


class WhooshSearchResults(BaseSearchResults):
    supports_facet = True

    def __init__(self, backend, query_compiler, prefetch_related=None):
        super().__init__(backend, query_compiler, prefetch_related)
        self._shared = {}

    def _clone(self):
        clone = super()._clone()
        clone._shared = self._shared
        return clone

    def scores(self) -> Mapping[str, float]:
        """Everything that matches the text, best first; the index is asked once for all slices."""
        if "scores" not in self._shared:
            plan = self.query_compiler.compile(self.backend.language)
            self._shared["scores"] = self.backend.find(plan, self.model)
        return self._shared["scores"]

    @property
    def cut_short(self) -> bool:
        """Whether the time limit was over before all of the query was looked at."""
        try:
            return getattr(self.scores(), "cut_short", False)
        except IndexUnusable:
            return False

    def _found(self) -> Iterator:
        return map(reader_of_pks(self.model), self.scores())

    @or_database
    def _do_search(self):
        pks, found = self._best_of_all() if self._may_be_the_best_of_all else ([], {})
        if len(found) < len(pks) or not pks:
            by_relevance = self.query_compiler.order_by_relevance
            pks = list(islice(self._ranked() if by_relevance else self._ordered(), self.start, self.stop))
            found = self._fetch(pks)
        if self._score_field:
            scores = self.scores()
            for pk, obj in found.items():
                setattr(obj, self._score_field, float(scores[str(pk)]))
        return [found[pk] for pk in pks if pk in found]

    @or_database
    def _do_count(self):
        total = len({pk for (pk,) in self._rows(self.query_compiler.queryset.order_by(), list(self._found()))})
        return len(range(total)[self.start : self.stop])

    @or_database
    def facet(self, field_name):
        compiler = self.query_compiler
        if compiler._get_filterable_field(field_name) is None:
            raise FilterFieldError(
                f'Cannot facet search results with field "{field_name}". '
                f"Please add index.FilterField('{field_name}') to {self.model.__name__}.search_fields.",
                field_name=field_name,
            )
        pairs = set(self._rows(compiler.queryset.order_by(), list(self._found()), field_name))
        counts = Counter(value for _, value in pairs)
        return OrderedDict(sorted(counts.items(), key=lambda each: (-each[1], str(each[0]))))

    @property
    def _may_be_the_best_of_all(self) -> bool:
        is_first_page = not self.start and self.stop is not None and self.stop <= A_PAGE
        return is_first_page and self.query_compiler.order_by_relevance

    def _best_of_all(self) -> tuple[list, dict]:
        """A first page, with one query instead of two, if the queryset hides none of the very best."""
        pks = list(islice(self._found(), self.stop))
        return pks, self._fetch(pks)

    def _ranked(self) -> Iterator:
        """The primary keys that the queryset allows, best first.

        The best few are looked up first; they are enough, unless the queryset hides many of them.
        """
        found = self._found()
        if self.stop is not None:
            yield from self._allowed(list(islice(found, min(2 * self.stop + 50, LARGEST_IN))))
        yield from self._allowed(list(found))

    def _allowed(self, pks: list) -> Iterator:
        allowed = {pk for (pk,) in self._rows(self.query_compiler.queryset.order_by(), pks)} if pks else ()
        return (pk for pk in pks if pk in allowed)

    def _ordered(self) -> list:
        queryset = self.query_compiler.queryset
        if not queryset.query.order_by:
            queryset = queryset.order_by("-pk")
        return list(OrderedDict.fromkeys(pk for (pk,) in self._rows(queryset, list(self._found()))))

    def _rows(self, queryset, pks, *columns) -> Iterator[tuple]:
        """The primary key and columns of what the queryset allows among these, in its order."""
        queryset = queryset.prefetch_related(None)
        if len(pks) <= LARGEST_IN:
            return queryset.filter(pk__in=pks).values_list("pk", *columns).iterator()
        wanted = set(pks)
        return (row for row in queryset.values_list("pk", *columns).iterator() if row[0] in wanted)

    def _fetch(self, pks) -> dict:
        queryset = self.query_compiler.queryset.order_by()
        batches = [pks[start : start + LARGEST_IN] for start in range(0, len(pks), LARGEST_IN)]
        return {obj.pk: obj for batch in batches for obj in queryset.filter(pk__in=batch)}
