"""What a search knows of every asset without building one: what it can be narrowed and ranked by."""

from collections import defaultdict
from collections.abc import Hashable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Model
from django.utils import timezone

from content.freshness import kept
from content.models import AssetPage, AssetTopic
from library.finding.freshness import Freshness, freshness_of

#: Of an asset that speaks of no industry in particular: it is of every industry's.
EVERY = None
#: Of an asset that its editor marked as written for everyone.
EVERYONE = 0
#: The age of an asset without a date of publication.
NEVER = 10_000

NAMES = ("stage", "pillar", "topic", "persona", "industry", "format", "freshness", "language")


class Fact(NamedTuple):
    """`keys` are the values of one asset, a tuple for each name in `NAMES`."""

    pk: int
    published: datetime | None
    days_old: int
    freshness: Freshness
    keys: tuple[tuple[Hashable, ...], ...]

    @property
    def stage(self) -> int | None:
        return self.keys[0][0]

    @property
    def industries(self) -> tuple[Hashable, ...]:
        return self.keys[4]


@kept
def facts_on(today: date) -> dict[int, Fact]:
    """Of all assets that are live, the newest first. Who may see which is asked anew of the database for each search.

    Four queries and some hundred thousand values at 10,000 assets: remembered until something is published or changed.
    """
    topics = _by_asset(AssetTopic, "content_object_id", "tag_id")
    personas = _by_asset(AssetPage.personas.through, "assetpage_id", "persona_id")
    industries = _by_asset(AssetPage.industries.through, "assetpage_id", "industry_id")
    rows = (
        AssetPage.objects.live()
        .newest_first()
        .values_list(
            *("pk", "first_published_at", "stage_id", "pillar", "format", "locale_id", "for_everyone"),
            *("shelf_life", "review_by", "relevant_until"),
        )
    )
    known = {}
    for pk, published, stage, pillar, vehicle, locale, for_everyone, shelf_life, review_by, relevant_until in rows:
        freshness = freshness_of(shelf_life=shelf_life, review_by=review_by, relevant_until=relevant_until, today=today)
        known[pk] = Fact(
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
    return known


def _by_asset(model: type[Model], asset: str, value: str) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    for key, other in model.objects.values_list(asset, value):
        found[key] += (other,)
    return dict(found)
