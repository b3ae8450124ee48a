"""Texts that speak of a person: found by the words that `Person.mentions` gives."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Field, JSONField, Model, Q, TextField
from django.db.models.functions import Cast

from leads.rights.holdings import Mentions
from leads.rights.people import as_whole_words

ERASED = "[erased]"
WITHOUT_THE_NAME = "Texts of ours that spoke of them, without the name and the addresses."


@dataclass(frozen=True)
class Mention:
    row: Model
    field: Field
    text: str

    @property
    def where(self) -> str:
        return f"{self.row._meta.verbose_name}, {self.field.verbose_name}"


def mentions_of(words: Sequence[str], places: Iterable[Mentions]) -> list[Mention]:
    return [mention for place in places for mention in _in(place, words)] if words else []


def _in(place: Mentions, words: Sequence[str]) -> list[Mention]:
    """One query a table."""
    fields = [place.model._meta.get_field(name) for name in place.fields]
    as_text = {f"{field.name}_as_text": Cast(field.name, TextField()) for field in fields}
    speaks = Q(*((f"{name}__icontains", word) for name in as_text for word in words), _connector=Q.OR)
    pattern = as_whole_words(words)
    return [
        Mention(row, field, text)
        for row in place.model._base_manager.alias(**as_text).filter(speaks)
        for field in fields
        if pattern.search(text := _text(row, field))
    ]


def take_out(words: Sequence[str], places: Iterable[Mentions]) -> int:
    """Their name and addresses make room for a word; the texts stay. How many texts were changed."""
    pattern = as_whole_words(words)
    found = mentions_of(words, places)
    for mention in found:
        value = _without(getattr(mention.row, mention.field.name), pattern)
        setattr(mention.row, mention.field.name, value[: mention.field.max_length] if isinstance(value, str) else value)
        mention.row.save(update_fields=[mention.field.name])
    return len(found)


def _without(value, pattern: re.Pattern[str]):
    """In JSON text by text: a name may hold its signs."""
    match value:
        case str():
            return pattern.sub(ERASED, value)
        case list():
            return [_without(each, pattern) for each in value]
        case dict():
            return {_without(name, pattern): _without(each, pattern) for name, each in value.items()}
        case _:
            return value


def _text(row: Model, field: Field) -> str:
    value = getattr(row, field.name)
    return json.dumps(value, ensure_ascii=False) if isinstance(field, JSONField) else str(value or "")
