"""The consumption tables as files."""

from collections.abc import Sequence

from analytics.screens.consumption_rows import Line
from analytics.screens.tables import Cell, Sheet

NUMBERS = (
    "Touches",
    "Readers (do not add up)",
    "Thorough",
    "Thorough rate",
    "Likely from (95%)",
    "Likely to (95%)",
    "Active seconds",
    "Downloads",
    "Passed on",
    "Forms begun",
    "Next assets",
)


def lines_sheet(name: str, way: str, lines: Sequence[Line]) -> Sheet:
    rows = [[line.key, line.name, *_numbers(line), line.before.touches] for line in lines]
    return Sheet(name, [f"{way} (key)", way, *NUMBERS, "Touches in the period before"], rows)


def moments_sheet(name: str, moments: Sequence[Line]) -> Sheet:
    return Sheet(name, ["From", *NUMBERS], [[moment.key, *_numbers(moment)] for moment in moments])


def _numbers(line: Line) -> list[Cell]:
    now, interval = line.now, line.now.thorough_interval
    rate = [now.thorough / now.touches, interval.low, interval.high] if interval else [None, None, None]
    return [
        now.touches,
        now.readers,
        now.thorough,
        *(share if share is None else round(share, 4) for share in rate),
        round(now.active_ms / 1000),
        now.downloads,
        now.shares,
        now.forms,
        now.nexts,
    ]
