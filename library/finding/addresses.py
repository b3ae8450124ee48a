"""The address of a search: everything that a colleague needs to see the same, and nothing else that it carried."""

from urllib.parse import urlencode

from library.finding.asking import ALL
from library.finding.facts import FILTERS
from library.finding.searching import Found


class Address:
    """What was understood of an address, for links that change one thing in it."""

    def __init__(self, found: Found, *, wants_all: frozenset[str] = frozenset()):
        self.preset = {each.name for each in found.filters if each.because}
        # Taking away what we set ourselves has to be said, or the next page would set it again.
        self.settable = {"industry"} if found.scope.industry else set()
        self.parts: dict[str, str | int] = {"q": found.words} if found.words else {}
        self.parts |= found.scope.address
        self.parts |= {each.name: each.chosen.value for each in found.chosen if each.name not in self.preset}
        self.parts |= dict.fromkeys(self.settable & wants_all - self.parts.keys(), ALL)

    def __str__(self) -> str:
        return self.with_()

    def with_(self, **changes: str | int | None) -> str:
        parts = {name: value for name, value in {**self.parts, **changes}.items() if value is not None}
        return f"?{urlencode(parts)}"

    def without(self, name: str) -> str:
        return self.with_(**{name: ALL if name in self.settable else None})

    def without_filters(self) -> str:
        return self.with_(**dict.fromkeys(FILTERS) | dict.fromkeys(self.settable, ALL))

    def for_nobody(self) -> str:
        return self.with_(
            account=None, lead=None, **{name: None for name in self.settable if self.parts.get(name) == ALL}
        )

    @property
    def for_asking(self) -> str:
        """What the form for something missing can be filled with beforehand."""
        known = ("q", "stage", "pillar", "persona", "industry")
        return f"?{urlencode({name: self.parts[name] for name in known if self.parts.get(name, ALL) != ALL})}"

    def hidden(self) -> dict[str, str | int]:
        """What the search form sends beside the words."""
        return {name: value for name, value in self.parts.items() if name != "q"}
