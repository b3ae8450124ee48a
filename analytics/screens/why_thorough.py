"""Why a touch is a thorough read, or is not, in words, and by which rule."""

from dataclasses import dataclass

from analytics.durations import active_time
from analytics.loading.measures import Measure
from analytics.loading.reading import is_thorough
from analytics.models import Touch
from content.models import AssetPage

PARTS = {"text": "the text", "document": "the document’s pages", "film": "the film"}
UNKNOWN = "Nobody knows how long this asset takes, so no read of it is called thorough."


@dataclass(frozen=True)
class Why:
    """The verdict that stands, the two measures, and whether today's rule would say the same."""

    verdict: str
    measures: list[str]
    rule: str
    is_of_an_earlier_rule: bool


def why(touch: Touch, *, measure: Measure) -> Why:
    now = is_thorough(
        active_ms=touch.active_ms, depth=touch.depth, expected_seconds=touch.expected_seconds, rule=measure.rule
    )
    return Why(
        verdict="Read thoroughly" if touch.thorough else "Read in part",
        measures=_measures(touch, measure),
        rule=_rule(touch.asset, measure),
        is_of_an_earlier_rule=now != touch.thorough,
    )


def _measures(touch: Touch, measure: Measure) -> list[str]:
    rule, part = measure.rule, PARTS[measure.carrier]
    if rule.seconds is None and not touch.expected_seconds:
        return [UNKNOWN]
    seconds = rule.seconds
    if seconds is None:
        seconds = max(rule.least_seconds, rule.share_of_expected * touch.expected_seconds)
    how_deep = "far enough" if touch.depth >= rule.depth else "not far enough"
    how_long = "long enough" if touch.active_ms >= seconds * 1000 else "too short"
    return [
        f"{touch.depth_in_percent} of {part}: {how_deep}; {rule.depth:.0%} is asked for.",
        f"{active_time(touch.active_ms)} of active time: {how_long}; {_time(seconds)} is asked for.",
    ]


def _rule(asset: AssetPage, measure: Measure) -> str:
    rule = measure.rule
    own_depth, own_time = asset.thorough_percent is not None, rule.seconds is not None
    deep = f"{rule.depth:.0%} of {PARTS[measure.carrier]} ({'this asset’s own' if own_depth else 'as set for all'})"
    if own_time:
        return f"{deep} and {_time(rule.seconds)} (this asset’s own)"
    share = f"{rule.share_of_expected:.0%} of the expected time"
    return f"{deep} and {share}, at least {_time(rule.least_seconds)} (as set for all)"


def _time(seconds: float) -> str:
    return active_time(round(seconds * 1000))
