"""Walking through a query of modelsearch, whatever it is turned into."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText, SearchQuery

Made = TypeVar("Made")


class Translation(ABC, Generic[Made]):
    """Turns a query into something to search with. A part without words, such as "???", says nothing."""

    #: Of a longer query, only so many words count, however it is put together.
    max_words: int

    def __init__(self):
        self.words_left = self.max_words

    def translate(self, query: SearchQuery, boost: float = 1.0) -> Made | None:
        match query:
            case PlainText():
                found = self._spend(self.telling(self.words(query.query_string)))
                return self.plain(found, query.operator, boost * query.boost) if found else None
            case Fuzzy():
                found = self._spend(self.telling(self.words(query.query_string)))
                return self.fuzzy(found, query.operator, boost) if found else None
            case Phrase():
                found = self._spend(self.words(query.query_string))
                return self.phrase(found, boost) if found else None
            case Boost():
                return self.translate(query.subquery, boost * query.boost)
            case MatchAll():
                return self.everything()
            case _:
                return self._combined(query, boost)

    def _combined(self, query: SearchQuery, boost: float) -> Made | None:
        match query:
            case Not():
                made = self.translate(query.subquery, boost)
                return None if made is None else self.opposite(made)
            case And() | Or():
                parts = [made for each in query.subqueries if (made := self.translate(each, boost)) is not None]
                return self.join(parts, "and" if isinstance(query, And) else "or") if parts else None
        raise NotImplementedError(f"`{type(query).__name__}` is not supported by the Whoosh search backend.")

    def _spend(self, found: list[str]) -> list[str]:
        spent = found[: self.words_left]
        self.words_left -= len(spent)
        return spent

    @abstractmethod
    def telling(self, found: list[str]) -> list[str]:
        """The words that count of those that were typed."""

    @abstractmethod
    def words(self, text: str) -> list[str]: ...

    @abstractmethod
    def plain(self, words: list[str], operator: str, boost: float) -> Made: ...

    @abstractmethod
    def fuzzy(self, words: list[str], operator: str, boost: float) -> Made: ...

    @abstractmethod
    def phrase(self, words: list[str], boost: float) -> Made: ...

    @abstractmethod
    def everything(self) -> Made: ...

    @abstractmethod
    def opposite(self, made: Made) -> Made: ...

    @abstractmethod
    def join(self, parts: list[Made], operator: str) -> Made: ...
