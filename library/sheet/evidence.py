"""What an asset has done so far: pulled from touches and credits each time, stored nowhere."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Round

from analytics.models import Touch
from analytics.usefulness import Tally, tally_of
from content.models import AssetPage
from revenue.models import Credit
from revenue.money import in_words

MODEL = "linear"


@dataclass(frozen=True)
class Reading:
    """Who read it, and how far: only readers who consented are counted."""

    readers: int
    touches: int
    thorough: int

    @property
    def thorough_percent(self) -> int:
        return round(100 * self.thorough / self.touches) if self.touches else 0


@dataclass(frozen=True)
class Worth:
    """What the deals that it was read before gave it, in one currency."""

    currency: str
    deals: int
    cents: int

    @property
    def amount(self) -> str:
        return in_words(self.cents, self.currency)


@dataclass(frozen=True)
class CreditedDeal:
    name: str
    currency: str
    closed_at: datetime
    cents: int
    touches: int

    @property
    def amount(self) -> str:
        return in_words(self.cents, self.currency)


@dataclass(frozen=True)
class Evidence:
    reading: Reading
    usefulness: Tally
    worth: list[Worth]
    rules: list[str]
    model: str = MODEL


def evidence_for(asset: AssetPage) -> Evidence:
    """Four queries, whatever has been read, said and sold."""
    reading = Touch.objects.filter(asset=asset).aggregate(
        readers=Count("visitor", distinct=True), touches=Count("pk"), thorough=Count("pk", filter=Q(thorough=True))
    )
    worth = (
        _credits(asset)
        .values_list("crediting__deal__currency")
        .annotate(deals=Count("crediting__deal", distinct=True), cents=Sum("cents"))
        .order_by("-cents")
    )
    return Evidence(
        reading=Reading(**reading),
        usefulness=tally_of(asset),
        worth=[Worth(*row) for row in worth],
        rules=list(_credits(asset).order_by("crediting__rules").values_list("crediting__rules", flat=True).distinct()),
    )


def last_touches(asset: AssetPage, *, most: int):
    """The newest touches, without names: who read what belongs on the lead's record, not here."""
    return (
        Touch.objects.filter(asset=asset).annotate(depth_percent=Round(F("depth") * 100)).order_by("-at", "-pk")[:most]
    )


def credited_deals(asset: AssetPage, *, most: int) -> list[CreditedDeal]:
    """Each deal with this asset's share of it, the largest first."""
    deals = (
        _credits(asset)
        .values_list("crediting__deal__name", "crediting__deal__currency", "crediting__deal__closed_at")
        .annotate(cents=Sum("cents"), touches=Count("touch"))
        .order_by("-cents", "crediting__deal__name")
    )
    return [CreditedDeal(*row) for row in deals[:most]]


def _credits(asset: AssetPage):
    return Credit.objects.filter(crediting__current=True, model=MODEL, touch__asset=asset)
