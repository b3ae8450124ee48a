"""Which models somebody asks for on a command line."""

from collections.abc import Sequence


class UnknownName(Exception):
    """What was asked for does not exist; the message names what does."""


def choose_models(wanted: str, legal: Sequence[str]) -> list[str]:
    """`all`, or one name; capitals and underscores make no difference."""
    name = wanted.strip().lower().replace("_", "-")
    if name == "all":
        return list(legal)
    return [choose(name, legal, kind="model", also="all")]


def choose(name: str, legal: Sequence[str], *, kind: str, also: str = "") -> str:
    if name not in legal:
        raise UnknownName(f"There is no {kind} “{name}”. Choose one of {', '.join([*legal, also] if also else legal)}.")
    return name
