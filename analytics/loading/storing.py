"""What rows of the spool bring about in the database, all of it in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.collecting.dropped import Dropped
from analytics.collecting.rows import Bad, Row, Sign, TurnedAway
from analytics.loading.bad_rows import keep_bad
from analytics.loading.openings import Opening, openings_of, visible_assets
from analytics.loading.recall import recall
from analytics.loading.remembering import remember
from analytics.loading.suspecting import suspect
from analytics.loading.turned_away import Tally, count_openings


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What became of some lines; `stored` counts signs of reading that were news."""

    lines: int = 0
    stored: int = 0
    dropped: int = 0
    bad: int = 0

    def __add__(self, other: "Loaded") -> "Loaded":
        return Loaded(
            lines=self.lines + other.lines,
            stored=self.stored + other.stored,
            dropped=self.dropped + other.dropped,
            bad=self.bad + other.bad,
        )


def store(rows: Sequence[Row], *, at: datetime) -> Loaded:
    signs = [row for row in rows if type(row) is Sign]
    away = [row for row in rows if type(row) is TurnedAway]
    bad = [row for row in rows if type(row) is Bad]
    tally = Tally(away)
    assets = visible_assets({sign.asset for sign in signs} | {pk for row in away for pk in row.opened}, at=at)
    stored = _store_openings(openings_of(signs, assets, tally), tally, at=at)
    count_openings(away, assets)
    tally.save()
    keep_bad(bad)
    return Loaded(lines=len(rows), stored=stored, dropped=tally.total(), bad=len(bad))


def _store_openings(openings: Sequence[Opening], tally: Tally, *, at: datetime) -> int:
    """How many signs were news."""
    if not openings:
        return 0
    sittings = recall(openings)
    stored = 0
    for opening in openings:
        news = sittings.place(opening)
        if news != len(opening.signs):
            tally.drop(opening.signs[news or 0 :], Dropped.OTHER_READER if news is None else Dropped.REPEAT)
        stored += news or 0
    remember(sittings)
    suspect(sittings, openings, at=at)
    return stored
