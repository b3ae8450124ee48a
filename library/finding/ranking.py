"""Why one asset stands above another: the whole formula, with no database and no clock.

docs/reference/library-search.md says the same to the people who use it.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.formats import date_format

from content.holding import Freshness
from library.finding.evidence import NONE_YET, WORKED, Evidence
from library.finding.facts import Fact

#: What each part can give at most, out of 100.
WORDS, FIT, FRESHNESS, READERS, RATINGS = 60, 10, 10, 12, 8
#: After so many days, half of the points for being new are left.
HALF_LIFE_DAYS = 365
#: Of an asset one step beside the stage that is asked for.
NEXT_TO_IT = 0.5


@dataclass(frozen=True)
class Wish:
    """What a search is after besides its words, and how we know: `stage_because` says it in a few words.

    `distance` gives the steps on the buyer's road between a stage and the one that is asked for.
    """

    stage_because: str = ""
    stage_first: bool = False
    distance: Mapping[Hashable, int] = field(default_factory=dict)
    industry: int | None = None
    industry_name: str = ""

    def comes_first(self, fact: Fact) -> bool:
        return self.stage_first and self.distance.get(fact.stage) == 0

    @property
    def asks(self) -> bool:
        return bool(self.distance or self.industry)

    def fit_of(self, fact: Fact) -> float:
        """0 to 1: the mean of stage and industry, or of the one that is asked for."""
        asked = []
        if self.distance:
            asked.append({0: 1.0, 1: NEXT_TO_IT}.get(self.distance.get(fact.stage, 9), 0.0))
        if self.industry:
            asked.append(float(self.industry in fact.industries))
        return sum(asked) / len(asked) if asked else 0.0


@dataclass(frozen=True)
class Part:
    """One reason for a place in the list: how many points of how many, and why."""

    name: str
    points: float
    most: int
    because: str


@dataclass(frozen=True)
class Why:
    parts: list[Part]
    first: list[str]

    @property
    def points(self) -> float:
        return sum(part.points for part in self.parts)

    @property
    def in_short(self) -> str:
        """`words 42, fit 5, freshness 8, evidence 6`"""
        said = ", ".join(f"{part.name.lower()} {part.points:.0f}" for part in self.parts)
        return f"{said}{'; ' if self.first else ''}{'; '.join(self.first)}"


@lru_cache(maxsize=20_000)
def points_for_freshness(days_old: int) -> float:
    return FRESHNESS * 0.5 ** (days_old / HALF_LIFE_DAYS)


@lru_cache(maxsize=20_000)
def points_for_evidence(evidence: Evidence) -> float:
    return READERS * evidence.reading_share + RATINGS * evidence.rating_share


def points(fact: Fact, *, words: float, wish: Wish, evidence: Evidence = NONE_YET) -> float:
    """Out of 100. `words` is the asset's score as a share of the best one of this search, or 0 without words."""
    fit = FIT * wish.fit_of(fact) if wish.asks else 0.0
    return WORDS * words + fit + points_for_freshness(fact.days_old) + points_for_evidence(evidence)


def explain(
    fact: Fact,
    *,
    words: float,
    words_because: str,
    wish: Wish,
    evidence: Evidence = NONE_YET,
    known_to: str = "",
) -> Why:
    """The same sum in words; `first` says what counts before any points do."""
    parts = [
        Part("Words", WORDS * words, WORDS, words_because),
        Part("Fit", FIT * wish.fit_of(fact), FIT, _fit_in_words(fact, wish)),
        Part("Freshness", points_for_freshness(fact.days_old), FRESHNESS, _published_in_words(fact)),
        Part("Evidence", points_for_evidence(evidence), READERS + RATINGS, _evidence_in_words(evidence)),
    ]
    first = []
    if fact.freshness is Freshness.OVERDUE:
        first.append("its review is overdue, so it stands below all that is current")
    if fact.freshness is Freshness.PAST:
        first.append("it is past its date, so it stands below all that is current")
    if wish.comes_first(fact):
        first.append(f"it stands at {wish.stage_because}, so it comes before the other stages")
    if known_to:
        first.append(f"{known_to} it already, so it stands below what is new to them")
    return Why(parts, first)


def _fit_in_words(fact: Fact, wish: Wish) -> str:
    said = []
    if wish.distance:
        place = {0: "at", 1: "one step beside"}.get(wish.distance.get(fact.stage, 9), "further off")
        said.append(f"{place} {wish.stage_because}")
    if wish.industry:
        speaks = "speaks of" if wish.industry in fact.industries else "speaks of every industry, not only"
        said.append(f"{speaks} {wish.industry_name}")
    return "; ".join(said) or "no stage and no industry asked for"


def _published_in_words(fact: Fact) -> str:
    if fact.published is None:
        return "no date of publication"
    return f"published {date_format(fact.published, 'j F Y')}; half of the points are left after a year"


def _evidence_in_words(evidence: Evidence) -> str:
    said = []
    if evidence.readers:
        sure = f"likely at least {evidence.reading_share:.0%}"
        said.append(f"{evidence.thorough} of {evidence.readers} readers read it thoroughly ({sure})")
    else:
        said.append("no reader yet")
    if evidence.ratings:
        sure = f"likely at least {evidence.rating_share:.0%}"
        said.append(f"{evidence.worked} of {evidence.ratings} ratings by salespeople have {WORKED} stars or 5 ({sure})")
    else:
        said.append("no salesperson has rated it")
    return "; ".join(said)
