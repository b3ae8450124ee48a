"""From a query of modelsearch to a plan of ours."""

from collections import Counter

from modelsearch.backends.base import BaseSearchQueryCompiler, SearchFieldError
from modelsearch.query import SearchQuery

from whoosh_search.plan import Asked, Everything, Joined, Match, Node, Opposite, Plan, Sequence, Words
from whoosh_search.schema import Kind, boosts, text_fields
from whoosh_search.tree import Translation
from whoosh_search.words import Language, language, words

# To find a misspelt word means to look at many words of the index.
MOST_MISSPELT = 4
LONGEST_SEQUENCE = 32


class WholeWords(Translation[Node]):
    """Stemmed words in search fields."""

    # Of so many the rarest are chosen once it is known which they are.
    max_words = 512

    def __init__(self, language: Language):
        super().__init__()
        self.language = language

    def words(self, text):
        return words(text)

    def telling(self, found):
        return self.language.telling(found)

    def plain(self, words, operator, boost):
        return Words(self._asked(words), operator == "and", boost=boost)

    def fuzzy(self, words, operator, boost):
        return Words(self._asked(words)[:MOST_MISSPELT], operator == "and", Match.LIKE, boost)

    def phrase(self, words, boost):
        asked = tuple(Asked(self.language.stem(word), word) for word in words[:LONGEST_SEQUENCE])
        return Sequence(asked, boost) if len(asked) > 1 else Words(asked, True, boost=boost)

    def everything(self):
        return Everything()

    def opposite(self, made):
        return Opposite(made)

    def join(self, parts, operator):
        return Joined(tuple(parts), operator == "and")

    def _asked(self, words: list[str]) -> tuple[Asked, ...]:
        stems = [self.language.stem(word) for word in words]
        typed = dict(zip(reversed(stems), reversed(words), strict=True))
        return tuple(Asked(stem, typed[stem], times) for stem, times in Counter(stems).items())


class Beginnings(WholeWords):
    """The beginnings of words, as typed, in autocomplete fields. Stop words count: they may be unfinished."""

    max_words = 6

    def telling(self, found):
        return list(dict.fromkeys(found))

    def plain(self, words, operator, boost):
        return Words(tuple(Asked(word, word) for word in words), operator == "and", Match.BEGINNING, boost)

    def fuzzy(self, words, operator, boost):
        return self.plain(words, operator, boost)

    def phrase(self, words, boost):
        return self.plain(words, "and", boost)


class WhooshQueryCompiler(BaseSearchQueryCompiler):
    HANDLES_ORDER_BY_EXPRESSIONS = True

    kind = Kind.SEARCH
    translation: type[WholeWords] = WholeWords

    def compile(self, spoken: Language | None = None) -> Plan:
        fields = boosts(self.queryset.model, self.kind, self.fields)
        query: SearchQuery = self.query
        return Plan(tuple(fields.items()), self.translation(spoken or language()).translate(query))


class WhooshAutocompleteQueryCompiler(WhooshQueryCompiler):
    DEFAULT_OPERATOR = "and"

    kind = Kind.AUTOCOMPLETE
    translation = Beginnings

    def check(self):
        """Other backends want a SearchField of the name as well; here an AutocompleteField is enough."""
        fields, self.fields = self.fields, None
        super().check()
        self.fields = fields
        model = self.queryset.model
        allowed = {field.top for field in text_fields(model)}
        for name in fields or []:
            if name not in allowed:
                raise SearchFieldError(
                    f'Cannot autocomplete with field "{name}". '
                    f'Please add index.AutocompleteField("{name}") to {model.__name__}.search_fields.',
                    field_name=name,
                )
