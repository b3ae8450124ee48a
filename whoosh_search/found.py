"""What a search found, best first; primary keys are read only as far as they are asked for."""

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from whoosh_search.bm25f import Floats, Ids
from whoosh_search.evaluation import Hits
from whoosh_search.ordering import best, in_order
from whoosh_search.state import Condition, unusable
from whoosh_search.view import A_FEW, View

# So many keys are read at once, and four times as many next: a page of results needs few.
FIRST = 32


class Found(Mapping[str, float]):
    """Scores by primary key, in the order of the scores and, among equals, of indexing."""

    def __init__(self, view: View, hits: Hits | None, *, cut_short: bool = False):
        self._view = view
        self._ids: Ids = np.flatnonzero(hits.matched) if hits else np.empty(0, np.int32)
        self._scores: Floats = hits.score[self._ids] if hits else np.empty(0, np.float32)
        #: Whether the time limit was over before all of the query was looked at.
        self.cut_short = cut_short

    def __len__(self) -> int:
        return self._ids.size

    def __iter__(self) -> Iterator[str]:
        done, wanted = 0, FIRST
        while done < self._ids.size and wanted <= A_FEW:
            first = best(self._scores, wanted)
            yield from self._pks(first[done:])
            done, wanted = first.size, 4 * wanted
        if done < self._ids.size:
            yield from self._pks(in_order(self._scores)[done:])

    def __getitem__(self, pk: str) -> float:
        return self._by_pk[pk]

    def best(self, at_most: int | None = None) -> Iterator[tuple[str, float]]:
        places = in_order(self._scores) if at_most is None else best(self._scores, at_most)[:at_most]
        return zip(self._pks(places), self._scores[places].tolist(), strict=True)

    @cached_property
    def _by_pk(self) -> dict[str, float]:
        return dict(self.best())

    def _pks(self, places: Ids) -> list[str]:
        try:
            return self._view.pks(self._ids[places])
        except Exception as error:
            raise unusable(Condition.DAMAGED, f"keys cannot be read ({type(error).__name__}).", error) from error
