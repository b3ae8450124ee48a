from collections.abc import Callable, Iterable
from dataclasses import dataclass

from analytics.rollups.facts import Place


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way of looking at what was consumed. Each has a file of its own; `ways.py` lists them."""

    #: Stands in rows and addresses; at most eight letters, and never changed.
    name: str
    label: str
    #: The keys under which a touch counts, by what its asset was and where its reader came from. At most 100 letters
    #: each; empty for none.
    keys: Callable[[Place], tuple[str, ...]]
    #: What keys are called today, in one query at most.
    labels: Callable[[Iterable[str]], dict[str, str]]
    #: Whether each touch counts under exactly one key, so that the keys add up to all.
    adds_up: bool = True


def numbered(number: int) -> str:
    return str(number) if number else ""


def labels_of_rows(keys: Iterable[str], names: Callable[[list[int]], Iterable[tuple[int, str]]], *, kind: str):
    """The names that rows have now; what was deleted since is said to be former."""
    keys = set(keys)
    known = {str(number): name for number, name in names([int(key) for key in keys if key])}
    return {key: known.get(key) or (f"Former {kind} {key}" if key else f"No {kind}") for key in keys}


def labels_of_choices(keys: Iterable[str], choices: Iterable[tuple[str, str]], *, kind: str) -> dict[str, str]:
    known = dict(choices)
    return {key: known.get(key) or (f"Former {kind} {key}" if key else f"No {kind}") for key in keys}
