"""Which assets answer some words, and how well: from their public text, and from their sales editions."""

from dataclasses import dataclass, field

from django.db.models import QuerySet
from wagtail.search.backends import get_search_backend

from content.models import SalesEdition
from content.querysets import AssetQuerySet
from library.desk import SEES_EDITIONS

#: Where an engine gives an order and no scores, the tenth counts half of the first.
HALF_AFTER = 10
REBUILT = "The search index is being rebuilt; results come from the database meanwhile."


@dataclass(frozen=True)
class Matches:
    """Scores by asset. `shares` are parts of the best one, from 0 to 1."""

    scores: dict[int, float | None] = field(default_factory=dict)
    shares: dict[int, float] = field(default_factory=dict)
    only_in_edition: frozenset[int] = frozenset()
    notes: list[str] = field(default_factory=list)


def matches_of(words: str, *, visible: AssetQuerySet, user) -> Matches:
    """All that has one of the words; the caller leaves out what this user may not see."""
    public = _ranked(visible, words) or _begun(visible, words)
    editions = _editions(words) if user.has_perm(SEES_EDITIONS) else {}
    scores = {**editions, **public}
    best = max((score for score in [*public.values(), *editions.values()] if score), default=0)
    shares = {pk: (score or 0.0) / best for pk, score in editions.items() if best}
    for place, (pk, score) in enumerate(public.items()):
        share = score / best if score and best else HALF_AFTER / (HALF_AFTER + place)
        shares[pk] = max(share, shares.get(pk, 0.0))
    return Matches(scores, shares, frozenset(editions.keys() - public.keys()), _index_note(public))


def _ranked(queryset: QuerySet, words: str) -> dict[int, float | None]:
    """Scores by primary key, best first, of everything the engine knows or, with some engines, of the queryset."""
    rank = getattr(get_search_backend(), "rank", None)
    if rank is not None:
        return dict(rank(queryset, words))
    found = get_search_backend().search(words, queryset.only("pk"), operator="or").annotate_score("score")
    return {row.pk: row.score for row in found}


def _begun(visible: AssetQuerySet, words: str) -> dict[int, float | None]:
    """Titles with a word that begins as the last one does: nobody finishes a word before looking up."""
    return {asset.pk: None for asset in visible.only("pk").autocomplete(words.split()[-1])[:50]}


def _editions(words: str) -> dict[int, float | None]:
    by_edition = _ranked(SalesEdition.objects.all(), words)
    if not by_edition:
        return {}
    assets = dict(SalesEdition.objects.values_list("pk", "asset_id"))
    return {assets[pk]: score for pk, score in by_edition.items() if pk in assets}


def _index_note(found: dict[int, float | None]) -> list[str]:
    """Says so when the engine had to do without its index: its answers then carry no score.

    Asking for the state can mean reading the whole index, so it is asked only when it is in doubt.
    """
    state = getattr(get_search_backend(), "state", None)
    if state is None or any(found.values()) or state().is_ready:
        return []
    return [REBUILT]
