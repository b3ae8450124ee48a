"""From a query of modelsearch to a query of Whoosh."""

from modelsearch.backends.base import BaseSearchQueryCompiler, SearchFieldError
from modelsearch.query import SearchQuery
from whoosh import query as whoosh

from whoosh_search.schema import Kind, boosts, text_fields
from whoosh_search.tree import Translation
from whoosh_search.words import stem, words

# Far above what words can score, so that whatever has all the words comes first.
ALL_WORDS_SCORE = 1000.0


class WholeWords(Translation[whoosh.Query]):
    """Stemmed words in search fields."""

    def __init__(self, fields: dict[str, float]):
        super().__init__()
        self.fields = fields

    def words(self, text):
        return words(text)

    def plain(self, words, operator, boost):
        return self._words_by(self._word, words, operator, boost)

    def fuzzy(self, words, operator, boost):
        return self._words_by(self._like, words[:4], operator, boost)

    def phrase(self, words, boost):
        stems = [stem(word) for word in words]
        if len(stems) == 1:
            return self._word(words[0], boost)
        return whoosh.Or([whoosh.Phrase(name, stems, boost=boost * own) for name, own in self.fields.items()])

    def everything(self):
        return whoosh.Every()

    def opposite(self, made):
        return whoosh.And([whoosh.Every(), whoosh.Not(made)])

    def join(self, parts, operator):
        return (whoosh.And if operator == "and" else whoosh.Or)(parts)

    def _words_by(self, made, words, operator, boost):
        parts = [made(word, boost) for word in words]
        if operator == "and" or len(parts) == 1:
            return self.join(parts, operator)
        return whoosh.Or([*parts, whoosh.ConstantScoreQuery(whoosh.And(parts), ALL_WORDS_SCORE * boost)])

    def _word(self, word, boost):
        text = stem(word)
        return whoosh.Or([whoosh.Term(name, text, boost=boost * own) for name, own in self.fields.items()])

    def _like(self, word, boost):
        text = stem(word)
        if len(text) < 3:
            return self._word(word, boost)
        distance = 1 if len(text) < 6 else 2
        return whoosh.Or(
            [
                whoosh.FuzzyTerm(name, text, boost=boost * own, maxdist=distance, prefixlength=1)
                for name, own in self.fields.items()
            ]
        )


class Beginnings(WholeWords):
    """The beginnings of words, as typed, in autocomplete fields. Stop words count: they may be unfinished."""

    max_words = 6

    def telling(self, found):
        return list(dict.fromkeys(found))

    def phrase(self, words, boost):
        return self.plain(words, "and", boost)

    def _word(self, word, boost):
        return whoosh.Or([whoosh.Prefix(name, word, boost=boost * own) for name, own in self.fields.items()])

    def _like(self, word, boost):
        return self._word(word, boost)


class WhooshQueryCompiler(BaseSearchQueryCompiler):
    HANDLES_ORDER_BY_EXPRESSIONS = True

    kind = Kind.SEARCH
    translation: type[WholeWords] = WholeWords

    def compile(self) -> whoosh.Query:
        fields = boosts(self.queryset.model, self.kind, self.fields)
        query: SearchQuery = self.query
        return self.translation(fields).translate(query) or whoosh.NullQuery


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
