"""What a search can be narrowed by, and how many assets each further choice would leave."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from wagtail.models import Locale

from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage
from content.holding import Freshness
from content.models import Format, Topic
from content.models.pages import QUESTIONS
from content.public.search_words import printable
from library.finding.asking import ALL
from library.finding.facts import EVERY, EVERYONE, PLACES, Fact

MOST_CHOICES = 12
MOST_NAMED = 20
#: Of these there can be more than a list of choices should show.
MANY = ("topic", "industry")


@dataclass(frozen=True)
class Choice:
    """One value that the results can be narrowed to, and how many assets would be left."""

    value: str
    label: str
    count: int
    chosen: bool
    question: str = ""


@dataclass(frozen=True)
class Filter:
    """One way to narrow the results. Its counts respect every other filter."""

    name: str
    label: str
    choices: list[Choice]
    because: str = ""

    @property
    def chosen(self) -> Choice | None:
        return next((choice for choice in self.choices if choice.chosen), None)


class Value(NamedTuple):
    """A legal value of a filter: as the address says it, as the assets carry it, as people read it."""

    slug: str
    key: Hashable
    label: str
    question: str = ""


@dataclass(frozen=True, eq=False)
class Facet:
    """`place` is where a fact keeps its values; `because` says who chose the value if nobody did by hand."""

    place: int
    name: str
    label: str
    values: list[Value]
    asked: str | None = None
    because: str = ""
    many: bool = False

    @property
    def wanted(self) -> Value | None:
        return next((value for value in self.values if value.slug == self.asked), None)

    @property
    def refusal(self) -> str:
        if not self.asked or self.wanted or self.asked == ALL:
            return ""
        asked = printable(self.asked[:200])[:60]
        if not self.values:
            return f"There is no {self.name} '{asked}'; there are none yet."
        plural = {"industry": "industries", "freshness": "values"}.get(self.name, f"{self.name}s")
        legal = ", ".join(value.slug for value in self.values[:MOST_NAMED])
        more = f" and {len(self.values) - MOST_NAMED} more" if len(self.values) > MOST_NAMED else ""
        return f"There is no {self.name} '{asked}'; the {plural} are {legal}{more}."

    def counted(self, facts: Iterable[Fact]) -> Filter:
        place, wanted = self.place, self.wanted
        counts = Counter(chain.from_iterable(fact.keys[place] for fact in facts))
        every = counts[EVERY] if self.name == "industry" else 0
        choices = [
            Choice(value.slug, value.label, counts[value.key] + every, value == wanted, value.question)
            for value in self.values
        ]
        return Filter(self.name, self.label, _most(choices) if self.many else choices, self.because if wanted else "")


def narrowed(facts: Iterable[Fact], facets: Sequence[Facet]) -> tuple[list[Fact], list[Filter]]:
    """What passes all filters, and each filter counted over what passes the others: every fact is looked at once."""
    asked = [(facet, facet.place, facet.wanted.key) for facet in facets if facet.wanted]
    if not asked:
        passing = list(facts)
        return passing, [facet.counted(passing) for facet in facets]
    passing, only_not = [], {facet.name: [] for facet in facets}
    for fact in facts:
        stopped_by = [
            facet for facet, place, key in asked if key not in fact.keys[place] and EVERY not in _open(facet, fact)
        ]
        if not stopped_by:
            passing.append(fact)
        elif len(stopped_by) == 1:
            only_not[stopped_by[0].name].append(fact)
    return passing, [facet.counted(chain(passing, only_not[facet.name])) for facet in facets]


def _open(facet: Facet, fact: Fact) -> tuple:
    """An asset that speaks of no industry in particular stays, whichever is asked for."""
    return fact.industries if facet.name == "industry" else ()


def facets_for(facts: Sequence[Fact], asked: dict[str, str | None], *, because: dict[str, str]) -> list[Facet]:
    """With the values that some visible asset has, so that no hidden piece shows its subject. Five queries."""

    def seen(name: str) -> set[Hashable]:
        return set(chain.from_iterable(fact.of(name) for fact in facts))

    stages = BuyingStage.objects.order_by("sort_order", "pk")
    values = {
        "stage": ("Buying stage", [Value(s.slug, s.pk, s.name, s.buyer_question) for s in stages]),
        "pillar": ("The buyer’s question", [Value(p.value, p.value, p.label, p.question) for p in QUESTIONS]),
        "topic": ("Topic", _rows(Topic.objects.order_by("name"), seen("topic"))),
        "persona": ("Written for", [*_rows(Persona.objects.all(), seen("persona")), *_everyone(seen("persona"))]),
        "industry": ("Industry", _rows(Industry.objects.all(), None)),
        "format": ("Format", [Value(f.value, f.value, f.label) for f in Format]),
        "freshness": ("Freshness", [Value(f.value, f.value, f.label) for f in Freshness]),
        "language": ("Language", _languages(seen("language"))),
    }
    return [
        Facet(PLACES[name], name, label, known, asked.get(name), because.get(name, ""), many=name in MANY)
        for name, (label, known) in values.items()
    ]


def _rows(queryset, seen: set[Hashable] | None) -> list[Value]:
    rows = queryset.values_list("slug", "pk", "name")
    return [Value(slug, pk, name) for slug, pk, name in rows if seen is None or pk in seen]


def _everyone(seen: set[Hashable]) -> list[Value]:
    return [Value("everyone", EVERYONE, "Everyone")] if EVERYONE in seen else []


def _languages(seen: set[Hashable]) -> list[Value]:
    return [
        Value(each.language_code, each.pk, each.get_display_name()) for each in Locale.objects.all() if each.pk in seen
    ]


def _most(choices: list[Choice]) -> list[Choice]:
    """The values with the most assets, and the chosen one however few it has."""
    ranked = sorted(choices, key=lambda choice: (not choice.chosen, -choice.count, choice.label))
    return [choice for choice in ranked if choice.count or choice.chosen][:MOST_CHOICES]
