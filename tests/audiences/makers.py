"""Short makers for what audiences asked for and said."""

from audiences.demand import ask, note_search
from audiences.hearing import note
from audiences.models import Demand, FieldNote, Industry
from tests.factories import NOON


def make_industry(name="Food and drink") -> Industry:
    return Industry.objects.get_or_create(name=name, slug=name.lower().replace(" ", "-"))[0]


def make_search(words="supplier risk", *, by, at=NOON, **fields) -> Demand:
    return note_search(words, by=by, at=at, **fields)


def make_request(words="supplier risk", *, by, why="A buyer asked.", at=NOON, **fields) -> Demand:
    return ask(words, why=why, by=by, at=at, **fields)


def make_field_note(heard="Lead times are quoted, not kept.", *, by, industry=None, at=NOON, **fields) -> FieldNote:
    return note(heard, industry=industry, by=by, at=at, **fields)
