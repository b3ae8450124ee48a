"""Which stage and industry a search is after: said in its words, chosen as a filter, or known of whom it is for."""

import re
from collections.abc import Sequence

from audiences.folding import plain
from content.public.search_words import WORD
from library.finding.facets import Facet, Value
from library.finding.ranking import Wish
from library.finding.scopes import Scope


def stage_named(words: str, facets: Sequence[Facet]) -> tuple[Value | None, str]:
    """The stage that the words name beyond doubt, and the words without it: `supply risk short list`.

    A name of one word is also an ordinary word, so it names the stage only beside the word "stage".
    """
    for value in _facet(facets, "stage").values:
        name = r"[\W_]+".join(re.escape(word) for word in value.label.split())
        named = name if " " in value.label else rf"{name}[\W_]+stage|stage[\W_]+{name}"
        rest, times = re.subn(rf"(?<!\w)(?:{named})(?!\w)", " ", words, flags=re.IGNORECASE)
        if times:
            return value, " ".join(rest.split()) if WORD.search(rest) else words
    return None, words


def wish_for(words: str, *, named: Value | None, facets: Sequence[Facet], scope: Scope) -> Wish:
    """No query: the facets know the stages in their order, and the industries."""
    industries = _facet(facets, "industry")
    stage, because = _stage(words, named, _facet(facets, "stage"), scope)
    industry = industries.wanted or _named(words, industries.values)
    return Wish(
        stage_because=because,
        stage_first=named is not None and stage == named,
        distance=_distances(_facet(facets, "stage").values, stage) if stage else {},
        industry=industry.key if industry else None,
        industry_name=industry.label if industry else "",
    )


def _facet(facets: Sequence[Facet], name: str) -> Facet:
    return next(facet for facet in facets if facet.name == name)


def _stage(words: str, named: Value | None, facet: Facet, scope: Scope) -> tuple[Value | None, str]:
    if facet.wanted:
        return facet.wanted, f"{facet.wanted.label}, the stage that is chosen"
    if said := named or _named(words, facet.values):
        return said, f"{said.label}, the stage that the words name"
    if scope.reached:
        following = _after(scope.reached.pk, facet.values)
        return following, f"{following.label}, as {scope.name} read up to {scope.reached}"
    return None, ""


def _named(words: str, values: Sequence[Value]) -> Value | None:
    """The one whose whole name stands in the words."""
    said = f" {plain(words)} "
    return next((value for value in values if f" {plain(value.label)} " in said), None)


def _after(stage: int, stages: Sequence[Value]) -> Value:
    """The next step on the road, or the last one again."""
    place = [value.key for value in stages].index(stage)
    return stages[min(place + 1, len(stages) - 1)]


def _distances(stages: Sequence[Value], asked: Value) -> dict:
    here = stages.index(asked)
    return {value.key: abs(place - here) for place, value in enumerate(stages)}
