"""When an asset counts as read thoroughly: by the part that carries it, or by numbers of its own."""

from dataclasses import dataclass

from django.conf import settings

from analytics.loading.reading import ThoroughRule
from content.models import AssetPage


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    carrier: str
    rule: ThoroughRule
    times_expected: float


def measure_of(asset: AssetPage) -> Measure:
    carrier = carrier_of(asset)
    named = settings.READING[carrier]
    percent = asset.thorough_percent
    return Measure(
        carrier=carrier,
        rule=ThoroughRule(
            depth=named["depth"] if percent is None else percent / 100,
            share_of_expected=named["share_of_expected"],
            least_seconds=named["least_seconds"],
            seconds=asset.thorough_seconds,
        ),
        times_expected=named["most_times_expected"],
    )


def carrier_of(asset: AssetPage) -> str:
    return str(getattr(asset, "carrier", "text"))
