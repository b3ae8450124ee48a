"""What the index holds of one object."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Model

from whoosh_search.schema import labels, root_label, text_fields
from whoosh_search.words import normalise

Document = dict[str, str]


def key_of(obj: Model) -> str:
    return f"{root_label(type(obj))}:{obj.pk}"


def pk_in(key: str) -> str:
    return key.partition(":")[2]


def reader_of_pks(model: type[Model]) -> Callable[[str], object]:
    """Makes primary keys of what `pk_in` gives, without going through the parents of a model for each."""
    field = model._meta.pk
    while field.remote_field:
        field = field.target_field
    return field.to_python


def document(obj: Model) -> Document:
    found = {"key": key_of(obj), "types": " ".join(labels(type(obj)))}
    for field in text_fields(type(obj)):
        text = "\n".join(_texts(obj, (*field.path, field.source)))
        if text:
            found[field.name] = normalise(text)
    return found


def _texts(obj: Model, steps: tuple) -> Iterator[str]:
    """The texts at the end of a path of relations."""
    value = steps[0].get_value(obj)
    if len(steps) == 1:
        yield from _flat(value)
    elif value is not None:
        for related in value.all() if hasattr(value, "all") else [value]:
            yield from _texts(related, steps[1:])


def _flat(value) -> Iterator[str]:
    """Whatever a search field may return, as texts: a string, a number, a list, a dict, related objects."""
    if hasattr(value, "all"):
        value = value.all()
    if value is None or value == "":
        return
    if isinstance(value, dict):
        value = value.values()
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        for each in value:
            yield from _flat(each)
    else:
        yield str(value)
