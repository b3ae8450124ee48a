"""How a shelf of assets is narrowed by what an address asks for, and what each further choice would leave."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page
from django.db.models import Count

from content.querysets import AssetQuerySet

# A list of more choices is no help; those with the most assets stay, and the chosen one.
MOST_CHOICES = 12


@dataclass(frozen=True)
class Facet:
    """One way to narrow: its name in addresses, the field it looks at, and the values it knows with their labels."""

    name: str
    heading: str
    lookup: str
    labels: dict[str, str]


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True)
class Group:
    facet: Facet
    choices: list[Choice]


class Narrowing:
    """Values that no facet knows are left out, and `unknown` says so; an address never makes an error."""

    def __init__(self, facets: list[Facet], asked: Mapping[str, str], *, base: str):
        self.facets = facets
        self.base = base
        wanted = {facet.name: asked.get(facet.name) for facet in facets}
        self.chosen = {facet.name: wanted[facet.name] for facet in facets if wanted[facet.name] in facet.labels}
        self.unknown = any(value and name not in self.chosen for name, value in wanted.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Narrowing) and (self.base, self.chosen) == (other.base, other.chosen)

    def __hash__(self) -> int:
        return hash((self.base, *sorted(self.chosen.items())))

    def of(self, assets: AssetQuerySet, *, besides: Facet | None = None) -> AssetQuerySet:
        for facet in self.facets:
            if facet is not besides and facet.name in self.chosen:
                assets = assets.filter(**{facet.lookup: self.chosen[facet.name]})
        return assets

    def groups(self, assets: AssetQuerySet) -> list[Group]:
        """What may be chosen, with what each would leave beside the other choices. One query a facet."""
        return [Group(facet, self._choices(facet, assets)) for facet in self.facets]

    def taken(self) -> list[Choice]:
        """What is chosen now; the address of each is the one without it."""
        return [
            Choice(value, facet.labels[value], 0, True, self.address(**{facet.name: None}))
            for facet in self.facets
            if (value := self.chosen.get(facet.name))
        ]

    def address(self, **changes: str | int | None) -> str:
        return self.base + self.query(**changes)

    def query(self, **changes: str | int | None) -> str:
        """What is understood of an address, and nothing else that it carried."""
        asked = {name: value for name, value in (self.chosen | changes).items() if value}
        return f"?{urlencode(asked)}" if asked else ""

    def page_links(self, results: Page) -> list[tuple[int | None, str]]:
        """Numbers with their addresses; None stands for those left out between."""
        return elided(results, self.page_address)

    def page_address(self, number: int) -> str:
        return self.base + self.page_query(number)

    def page_query(self, number: int) -> str:
        return self.query(page=number if number > 1 else None)

    def _choices(self, facet: Facet, assets: AssetQuerySet) -> list[Choice]:
        rows = self.of(assets, besides=facet).order_by().values_list(facet.lookup).annotate(Count("pk", distinct=True))
        counts = dict(rows)
        choices = [
            Choice(value, label, counts.get(value, 0), self.chosen.get(facet.name) == value, self._toggle(facet, value))
            for value, label in facet.labels.items()
            if counts.get(value) or self.chosen.get(facet.name) == value
        ]
        kept = sorted(choices, key=lambda choice: (not choice.chosen, -choice.count))[:MOST_CHOICES]
        return [choice for choice in choices if choice in kept]

    def _toggle(self, facet: Facet, value: str) -> str:
        return self.address(**{facet.name: None if self.chosen.get(facet.name) == value else value})


def elided(results: Page, address: Callable[[int], str]) -> list[tuple[int | None, str]]:
    """Numbers of pages with their addresses; None stands for those left out between."""
    numbers = results.paginator.get_elided_page_range(results.number, on_each_side=2, on_ends=1)
    return [(n, address(n)) if isinstance(n, int) else (None, "") for n in numbers]
