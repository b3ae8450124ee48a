"""Searching the assets as a salesperson does: words first, then what they are for, who has them and how they fare."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from content.models import AssetPage
from content.querysets import AssetQuerySet
from library.finding.asking import understood
from library.finding.evidence import NONE_YET, Evidence, evidence_now
from library.finding.facets import Filter, facets_for, narrowed
from library.finding.facts import PLACES, Fact, facts_on
from library.finding.matching import Matches, matches_of
from library.finding.ranking import Why, Wish, explain, points
from library.finding.scopes import NOBODY, Scope
from library.finding.where import where_found
from library.finding.wishes import stage_named, wish_for

#: Of the best answers by words alone, how many are looked through for what stands further down for its age.
BEST = 10
ABOVE_ALL_POINTS = 1_000


@dataclass(frozen=True)
class Found:
    """What a search came to, in order. The assets themselves are fetched for one page at a time.

    `looked_for` are the words without a stage that they name: that one ranks, and need not stand in the text.
    """

    words: str
    looked_for: str
    facts: list[Fact]
    filters: list[Filter]
    without_filters: int
    matches: Matches
    wish: Wish
    stage_named: str
    scope: Scope
    evidence: dict[int, Evidence]
    visible: AssetQuerySet
    refusals: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def chosen(self) -> list[Filter]:
        return [each for each in self.filters if each.chosen]

    def filter_on(self, name: str) -> Filter:
        return self.filters[PLACES[name]]

    def __len__(self):
        return len(self.facts)

    def __getitem__(self, page: slice) -> list[AssetPage]:
        """The assets of a slice, in order, with byline, `fact`, `score` and `why`: as many queries for any number."""
        wanted = self.facts[page]
        by_pk = self.visible.with_byline().in_bulk([fact.pk for fact in wanted])
        shown = [fact for fact in wanted if fact.pk in by_pk]
        for fact in shown:
            asset = by_pk[fact.pk]
            asset.fact, asset.score, asset.why = fact, self.matches.scores.get(fact.pk), self._why(fact, asset)
        return [by_pk[fact.pk] for fact in shown]

    def _why(self, fact: Fact, asset: AssetPage) -> Why:
        seen = self.scope.seen.get(fact.pk)
        return explain(
            fact,
            words=self.matches.shares.get(fact.pk, 0.0),
            words_because=self._words_because(asset),
            wish=self.wish,
            evidence=self.evidence.get(fact.pk, NONE_YET),
            known_to=seen.because if seen and seen.ranks_below else "",
        )

    def _words_because(self, asset: AssetPage) -> str:
        if not self.looked_for:
            return "none were typed"
        share = f"{self.matches.shares.get(asset.pk, 0.0):.0%}"
        only_in_edition = asset.pk in self.matches.only_in_edition
        where = "in its sales edition" if only_in_edition else where_found(asset, self.looked_for)
        return f"{where}{': ' if where else ''}{share} of the best score of this search"

    @cached_property
    def good_but_old(self) -> list[Fact]:
        """Those that answer the words best of all and yet stand below, for they are overdue or past."""
        best = sorted(self.facts, key=lambda fact: -self.matches.shares.get(fact.pk, 0.0))[:BEST]
        return [fact for fact in best if fact.freshness.ranks_below] if self.words else []


def search_assets(query: str, *, user, at: datetime, scope: Scope = NOBODY, **asked: str | None) -> Found:
    """The assets that this user may see, the best answer first.

    `asked` narrows by any of `FILTERS`. A value that does not exist is left out and said in `refusals`, with those
    that do.
    """
    question = understood(query)
    visible = AssetPage.objects.visible_to(user, at=at)
    known = facts_on(timezone.localdate(at))
    may_see = set(visible.order_by().values_list("pk", flat=True))
    shown = [fact for pk, fact in known.items() if pk in may_see]
    preset = {"industry": scope.industry.slug} if scope.industry and not asked.get("industry") else {}
    facets = facets_for(shown, asked | preset, because=dict.fromkeys(preset, f"the industry of {scope.account}"))
    named, looked_for = stage_named(question.words, facets)
    matches = matches_of(looked_for, visible=visible, user=user) if looked_for else Matches()
    matching = [fact for fact in shown if fact.pk in matches.shares] if looked_for else shown
    passing, filters = narrowed(matching, facets)
    wish = wish_for(question.words, named=named, facets=facets, scope=scope)
    evidence = evidence_now()
    return Found(
        words=question.words,
        looked_for=looked_for,
        facts=_ordered(passing, matches, wish, scope, evidence),
        filters=filters,
        without_filters=len(matching),
        matches=matches,
        wish=wish,
        stage_named=named.slug if named else "",
        scope=scope,
        evidence=evidence,
        visible=visible,
        refusals=[facet.refusal for facet in facets if facet.refusal],
        notes=question.notes + matches.notes,
    )


def _ordered(facts: list[Fact], matches: Matches, wish: Wish, scope: Scope, evidence: dict) -> list[Fact]:
    """What holds before what does not, what is new to its readers before what is not, the stage that the words name
    before the others; then by points. Among equals the order stays, which is the newest first.
    """
    behind = {pk for pk, seen in scope.seen.items() if seen.ranks_below}
    shares = matches.shares

    def place(fact: Fact) -> float:
        tier = 4 * (not fact.freshness.ranks_below) + 2 * (fact.pk not in behind) + wish.comes_first(fact)
        numbers = evidence.get(fact.pk, NONE_YET)
        return ABOVE_ALL_POINTS * tier + points(fact, words=shares.get(fact.pk, 0.0), wish=wish, evidence=numbers)

    return sorted(facts, key=place, reverse=True)
