"""What an asset is at this moment, under which its touches are counted from now on."""

from collections.abc import Iterable

from analytics.models import ReadAs
from content.models import AssetPage, AssetTopic


def read_as(assets: Iterable[AssetPage]) -> dict[int, ReadAs]:
    """By the asset's key. Two queries, and one more for each asset that is something new."""
    assets = {asset.pk: asset for asset in assets}
    topics: dict[int, list[int]] = {pk: [] for pk in assets}
    for asset, topic in AssetTopic.objects.filter(content_object__in=assets).values_list("content_object", "tag"):
        topics[asset].append(topic)
    known = {_facts(row): row for row in ReadAs.objects.filter(asset__in=assets)}
    now = {pk: _as_it_is(asset, topics[pk]) for pk, asset in assets.items()}
    return {pk: known.get(_facts(row)) or _kept(row) for pk, row in now.items()}


def _as_it_is(asset: AssetPage, topics: list[int]) -> ReadAs:
    return ReadAs(
        asset_id=asset.pk,
        stage_number=asset.stage_id or 0,
        pillar=asset.pillar,
        format=asset.format,
        topic_numbers=",".join(str(pk) for pk in sorted(topics)[:40]),
    )


def _facts(row: ReadAs) -> tuple:
    return row.asset_id, row.stage_number, row.pillar, row.format, row.topic_numbers


def _kept(row: ReadAs) -> ReadAs:
    """Another process may have said it first."""
    names = ("asset_id", "stage_number", "pillar", "format", "topic_numbers")
    return ReadAs.objects.get_or_create(**dict(zip(names, _facts(row), strict=True)))[0]
