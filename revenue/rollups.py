"""Credit added up by whatever an asset can be asked for. Every way of adding reaches the same total."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from fractions import Fraction

from django.db.models import Count, Sum

from buying_stages.models import BuyingStage, Pillar
from content.models import AssetExpert, AssetPage, AssetTopic, Expert, Format, Topic
from revenue.attribution import share_out
from revenue.models import Credit, Deal

UNTRACKED = "no tracked content"


class By(Enum):
    """What credit can be added up by; an asset may have several topics and experts, or none."""

    ASSET = "asset"
    STAGE = "stage"
    PILLAR = "pillar"
    TOPIC = "topic"
    FORMAT = "format"
    EXPERT = "expert"


@dataclass
class Line:
    """One label with its cents by model."""

    currency: str
    label: str
    cents: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True)
class Total:
    currency: str
    deals: int
    amount_cents: int


@dataclass(frozen=True)
class Rollup:
    by: By
    models: Sequence[str]
    lines: list[Line]
    totals: list[Total]


def roll_up(models: Sequence[str], by: By, *, since: datetime | None) -> Rollup:
    """The current credits of won deals, of those closed since a moment if one is given."""
    won = Deal.objects.filter(outcome=Deal.Outcome.WON, creditings__current=True)
    if since:
        won = won.filter(closed_at__gte=since)
    credits = Credit.objects.filter(crediting__current=True, crediting__deal__in=won, model__in=models)
    sums = list(
        credits.order_by()
        .values_list("crediting__deal__currency", "asset", "model")
        .annotate(cents=Sum("cents"))
        .order_by("asset")
    )
    labels = labels_of({asset for _, asset, _, _ in sums if asset is not None}, by)
    return Rollup(by, models, _lines(sums, labels, models), _totals(won))


def _totals(won) -> list[Total]:
    rows = won.order_by().values_list("currency").annotate(n=Count("pk"), cents=Sum("amount_cents"))
    return [Total(*row) for row in rows.order_by("currency")]


def _lines(sums, labels: Mapping[int, Sequence[str]], models: Sequence[str]) -> list[Line]:
    """The largest first, under each currency; what no content of ours was read before stands last."""
    lines: dict[tuple[str, str], Line] = {}
    for currency, asset, model, cents in sums:
        for label, share in _shared(cents, labels[asset] if asset else [UNTRACKED]):
            line = lines.setdefault((currency, label), Line(currency, label))
            line.cents[model] += share
    return sorted(
        lines.values(), key=lambda e: (e.currency, e.label == UNTRACKED, *(-e.cents[m] for m in models), e.label)
    )


def _shared(cents: int, labels: Sequence[str]) -> Iterable[tuple[str, int]]:
    """Two topics share equally, so that a sum over topics is the sum over assets."""
    return zip(labels, share_out(cents, [Fraction(1)] * len(labels)), strict=True)


def labels_of(assets: Iterable[int], by: By) -> dict[int, list[str]]:
    """What each asset is counted under, in a fixed order."""
    assets = list(assets)
    if by is By.TOPIC:
        rows = AssetTopic.objects.filter(content_object__in=assets).values_list("content_object", "tag")
        return _several(assets, rows, _names(Topic.objects.all()), "no topic")
    if by is By.EXPERT:
        rows = AssetExpert.objects.filter(asset__in=assets).values_list("asset", "expert")
        return _several(assets, rows, _names(Expert.objects.all()), "no expert")
    field_name, names = {
        By.ASSET: ("pk", _names(AssetPage.objects.filter(pk__in=assets), "title")),
        By.STAGE: ("stage", _names(BuyingStage.objects.all())),
        By.PILLAR: ("pillar", dict(Pillar.choices)),
        By.FORMAT: ("format", dict(Format.choices)),
    }[by]
    rows = AssetPage.objects.filter(pk__in=assets).values_list("pk", field_name)
    return {asset: [names.get(key, f"no {by.value}")] for asset, key in rows}


def _several(assets, rows, names: Mapping[int, str], nothing: str) -> dict[int, list[str]]:
    found = defaultdict(set)
    for asset, key in rows:
        found[asset].add(names[key])
    return {asset: sorted(found[asset]) or [nothing] for asset in assets}


def _names(things, name: str = "name") -> dict:
    """Each thing's name; its key as well where two share one, since a line of two things would lie."""
    rows = list(things.values_list("pk", name))
    seen = defaultdict(int)
    for _, called in rows:
        seen[called] += 1
    return {pk: f"{called} (#{pk})" if seen[called] > 1 else called for pk, called in rows}
