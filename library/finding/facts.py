"""What a search knows of every asset without building one: what it can be narrowed and ranked by."""

from collections import defaultdict
from collections.abc import Hashable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Model
from django.utils import timezone

from content.freshness import kept
from content.holding import Freshness, freshness_of
from content.models import AssetPage, AssetTopic

#: Of an asset that speaks of no industry in particular: it is of every industry's.
EVERY = None
#: Of an asset that its editor marked as written for everyone.
EVERYONE = 0
#: The age of an asset without a date of publication.
NEVER = 10_000

#: By asset: the keys of what it is on, for or of.
Parts = dict[int, tuple[int, ...]]

#: What a search can be narrowed by, in the order of a fact's keys.
FILTERS = ("stage", "pillar", "topic", "persona", "industry", "format", "freshness", "language")
PLACES = {name: place for place, name in enumerate(FILTERS)}


class Fact(NamedTuple):
    """`keys` are the values of one asset, a tuple for each of `FILTERS`."""

    pk: int
    published: datetime | None
    days_old: int
    freshness: Freshness
    keys: tuple[tuple[Hashable, ...], ...]

    def of(self, name: str) -> tuple[Hashable, ...]:
        return self.keys[PLACES[name]]

    @property
    def stage(self) -> int | None:
        return self.keys[PLACES["stage"]][0]

    @property
    def pillar(self) -> str:
        return self.keys[PLACES["pillar"]][0]

    @property
    def topics(self) -> tuple[Hashable, ...]:
        return self.keys[PLACES["topic"]]

    @property
    def industries(self) -> tuple[Hashable, ...]:
        return self.keys[PLACES["industry"]]

    @property
    def own_industries(self) -> frozenset[Hashable]:
        """None for an asset of every industry."""
        return frozenset(self.industries) - {EVERY}


@kept
def facts_on(today: date) -> dict[int, Fact]:
    """Of all assets that are live, the newest first. Who may see which is asked anew of the database for each search.

    Four queries and some hundred thousand values at 10,000 assets: remembered until something is published or changed.
    """
    parts = (
        _by_asset(AssetTopic, "content_object_id", "tag_id"),
        _by_asset(AssetPage.personas.through, "assetpage_id", "persona_id"),
        _by_asset(AssetPage.industries.through, "assetpage_id", "industry_id"),
    )
    rows = (
        AssetPage.objects.live()
        .newest_first()
        .values_list(
            *("pk", "first_published_at", "stage_id", "pillar", "format", "locale_id", "for_everyone"),
            *("shelf_life", "review_by", "relevant_until"),
        )
    )
    return {row[0]: _fact(row, *parts, today) for row in rows}


def _fact(row: tuple, topics: Parts, personas: Parts, industries: Parts, today: date) -> Fact:
    pk, published, stage, pillar, vehicle, locale, for_everyone, shelf_life, review_by, relevant_until = row
    freshness = freshness_of(shelf_life=shelf_life, review_by=review_by, relevant_until=relevant_until, today=today)
    return Fact(
        pk,
        published,
        max(0, (today - timezone.localdate(published)).days) if published else NEVER,
        freshness,
        (
            (stage,),
            (pillar,),
            topics.get(pk, ()),
            personas.get(pk, ()) + ((EVERYONE,) if for_everyone else ()),
            industries.get(pk, (EVERY,)),
            (vehicle,),
            (freshness.value,),
            (locale,),
        ),
    )


def _by_asset(model: type[Model], asset: str, value: str) -> Parts:
    found: Parts = defaultdict(tuple)
    for key, other in model.objects.values_list(asset, value):
        found[key] += (other,)
    return dict(found)
