"""Which text of which model is in the index, and under which name."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from hashlib import sha256

from django.db.models import Model
from modelsearch.backends.base import get_model_root
from modelsearch.index import AutocompleteField, RelatedFields, SearchField, class_is_indexed, get_indexed_models
from modelsearch.utils import get_descendant_models
from whoosh.fields import ID, KEYWORD, TEXT, Schema

from whoosh_search.forward import LearntText
from whoosh_search.words import DEFAULT, WORDS, Language, language

# To be raised whenever the same models would be indexed otherwise than before.
FORMAT = 3


class Kind(Enum):
    SEARCH = "s"
    AUTOCOMPLETE = "a"


@dataclass(frozen=True)
class TextField:
    """A SearchField or AutocompleteField of a model, and the relations that lead to it."""

    name: str
    kind: Kind
    path: tuple[RelatedFields, ...]
    source: SearchField | AutocompleteField

    @property
    def top(self) -> str:
        """What `fields=` calls it: its own name, or that of the relation it is reached by."""
        return (*self.path, self.source)[0].field_name

    @property
    def boost(self) -> float:
        return getattr(self.source, "boost", None) or 1.0


def label(model: type[Model]) -> str:
    return model._meta.concrete_model._meta.label_lower


def root_label(model: type[Model]) -> str:
    """The name that a model shares with all it inherits from, as they share their primary keys."""
    return label(get_model_root(model._meta.concrete_model))


def labels(model: type[Model]) -> list[str]:
    """The models that an object of this model is found as."""
    concrete = model._meta.concrete_model
    return [label(concrete), *(label(parent) for parent in concrete._meta.get_parent_list())]


def text_fields(model: type[Model]) -> list[TextField]:
    prefix = root_label(model).replace(".", "_")
    return list(_text_fields(prefix, model.get_search_fields(), ()))


def _text_fields(prefix, search_fields, path) -> Iterator[TextField]:
    for field in search_fields:
        if isinstance(field, RelatedFields):
            yield from _text_fields(prefix, field.fields, (*path, field))
        elif isinstance(field, (SearchField, AutocompleteField)):
            kind = Kind.AUTOCOMPLETE if isinstance(field, AutocompleteField) else Kind.SEARCH
            steps = [step.field_name for step in (*path, field)]
            yield TextField("__".join([kind.value, prefix, *steps]), kind, path, field)


def declared() -> tuple:
    """What models say of their searchable fields: what follows from it is worked out once, until they say otherwise."""
    return tuple((model, *model.search_fields) for model in get_indexed_models())


def boosts(model: type[Model], kind: Kind, only: list[str] | None = None) -> dict[str, float]:
    """The index fields that a search of this model looks in, those of its descendants included."""
    return dict(_boosts(model, kind, tuple(only or ()), declared()))


@lru_cache(maxsize=256)
def _boosts(model: type[Model], kind: Kind, only: tuple[str, ...], _declared: tuple) -> dict[str, float]:
    found: dict[str, float] = {}
    for searched in get_descendant_models(model._meta.concrete_model):
        if class_is_indexed(searched):
            for field in text_fields(searched):
                if field.kind is kind and (not only or field.top in only):
                    found[field.name] = max(found.get(field.name, 0.0), field.boost)
    return dict(sorted(found.items()))


def tops(model: type[Model]) -> dict[str, str]:
    """What `fields=` calls each index field that a search of this model looks in."""
    searched = [each for each in get_descendant_models(model._meta.concrete_model) if class_is_indexed(each)]
    return {field.name: field.top for each in searched for field in text_fields(each)}


def current_schema(code: str = DEFAULT) -> Schema:
    spoken = language(code)
    schema = Schema(key=ID(unique=True, sortable=True), types=KEYWORD(scorable=False))
    for model in get_indexed_models():
        for field in text_fields(model):
            if field.name not in schema:
                schema.add(field.name, text_type(field.kind, spoken))
    return schema


def text_type(kind: Kind, spoken: Language) -> TEXT:
    if kind is Kind.AUTOCOMPLETE:
        return TEXT(analyzer=WORDS, phrase=False)
    return LearntText(spoken.stems, spoken.stop_stems)


def fingerprint(code: str = DEFAULT) -> str:
    """Changes whenever a model gains or loses a text field, or text is analysed in another way."""
    return _fingerprint(code, declared())


@lru_cache(maxsize=8)
def _fingerprint(code: str, _declared: tuple) -> str:
    fields = {label(model): sorted(field.name for field in text_fields(model)) for model in get_indexed_models()}
    return sha256(json.dumps([FORMAT, code, fields], sort_keys=True).encode()).hexdigest()
