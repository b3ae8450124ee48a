"""Made-up touches in the database, as many as asked for, with all that hangs on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from analytics.collecting.dropped import Dropped
from analytics.consent import TEXT_VERSION
from analytics.generating.bulk import insert, moments, next_key, one_great_change, settle_keys
from analytics.generating.drawing import A_DAY, SHARE_WITH_DEED, Day, Readers, Shelved, keys, touches_a_day
from analytics.models import (
    Consent,
    DailyCount,
    Deed,
    DroppedCount,
    PageView,
    Quarantine,
    ReadAs,
    Touch,
    Visitor,
)
from analytics.read_as import read_as
from analytics.reasons import Verdict
from buying_stages.models import BuyingStage
from content.models import AssetPage

TOUCHES_A_VISITOR = 8
# For each touch so many openings by readers without consent.
OPENINGS_A_TOUCH = 1.4
SHARE_DROPPED = {Dropped.BOT: 0.4, Dropped.NO_CONSENT: OPENINGS_A_TOUCH, Dropped.REPEAT: 0.02, Dropped.STAFF: 0.01}
IN_ONE_STATEMENT = 50_000
EPOCH = date(1970, 1, 1)
TOUCH = [
    "id",
    "visitor_id",
    "asset_id",
    "at",
    "last_at",
    "active_ms",
    "depth",
    "expected_seconds",
    "thorough",
    "read_as_id",
    "source",
    "medium",
    "campaign",
    "referrer",
    "country",
    "quarantined_for",
]
VIEW = [
    "id",
    "touch_id",
    "last_seq",
    "active_ms",
    "depth",
    "pages",
    "film",
    "heard_from",
    "heard_until",
    "shown",
    "mail",
]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    touches: int
    days: int
    until: date
    seed: int = 0
    #: A page view for each touch, not only for those with a deed.
    all_page_views: bool = False

    @property
    def since(self) -> date:
        return self.until - timedelta(days=self.days)

    @property
    def page_views(self) -> int:
        return self.touches if self.all_page_views else int(self.touches * SHARE_WITH_DEED)

    @property
    def visitors(self) -> int:
        return self.touches // TOUCHES_A_VISITOR + 1


def fill(wanted: Wanted) -> Iterator[int]:
    """Yields how many touches each day got. All or nothing: stopped early, nothing was added."""
    rng = np.random.default_rng(wanted.seed)
    shelf = shelved()
    with one_great_change({Touch: wanted.touches, PageView: wanted.page_views, Consent: wanted.visitors}):
        first_visitor = _add_visitors(wanted, rng)
        readers = Readers(rng, shelf, visitors=wanted.visitors, first_visitor=first_visitor)
        touch = next_key(Touch)
        counts = touches_a_day(rng, touches=wanted.touches, days=wanted.days, first_weekday=wanted.since.weekday())
        for number, count in enumerate(counts):
            day = wanted.since + timedelta(days=number)
            drawn = readers.on(_midnight(day), count, elapsed=(number + 1) / wanted.days)
            _add_touches(drawn, touch, rng, everything=wanted.all_page_views)
            _add_counts(day, count, readers)
            touch += count
            yield count
        settle_keys(Visitor, Consent, Touch, PageView, Quarantine, Deed)


def shelved() -> list[Shelved]:
    """The live assets; every fifth was at another stage in the first half of the time."""
    assets = list(AssetPage.objects.live().order_by("pk"))
    now = read_as(assets)
    stages = list(BuyingStage.objects.values_list("pk", flat=True))
    return [
        Shelved(
            pk=asset.pk,
            expected_seconds=asset.expected_seconds,
            read_as=now[asset.pk].pk,
            read_as_before=(_elsewhere(now[asset.pk], stages) if number % 5 == 0 else now[asset.pk]).pk,
        )
        for number, asset in enumerate(assets)
    ]


def _elsewhere(row: ReadAs, stages: Sequence[int]) -> ReadAs:
    stage = stages[(stages.index(row.stage_number) - 1) % len(stages)] if row.stage_number in stages else 0
    was = {name: getattr(row, name) for name in ("asset_id", "pillar", "format", "topic_numbers")}
    return ReadAs.objects.get_or_create(stage_number=stage, **was)[0]


def _add_visitors(wanted: Wanted, rng: np.random.Generator) -> int:
    """They come one after the other over the whole time. Gives the key of the first."""
    first = next_key(Visitor)
    for start in range(0, wanted.visitors, IN_ONE_STATEMENT):
        numbers = np.arange(start, min(start + IN_ONE_STATEMENT, wanted.visitors))
        seen = moments(_midnight(wanted.since) + numbers * wanted.days // wanted.visitors * A_DAY)
        pks = (first + numbers).tolist()
        insert(Visitor, ["id", "key", "first_seen_at"], zip(pks, keys(rng, len(pks)), seen, strict=True))
        given = ((pk, Consent.Choice.GIVEN.value, TEXT_VERSION, at) for pk, at in zip(pks, seen, strict=True))
        insert(Consent, ["visitor_id", "choice", "text_version", "at"], given)
    return first


def _add_touches(drawn: Day, first: int, rng: np.random.Generator, *, everything: bool) -> None:
    pks = range(first, first + len(drawn.visitor))
    at, last_at = moments(drawn.at), moments(drawn.last_at)
    columns = (drawn.visitor, drawn.asset, at, last_at, drawn.active_ms, drawn.depth, drawn.expected_seconds)
    columns += (drawn.thorough, drawn.read_as, drawn.source, drawn.country, drawn.held_for)
    insert(
        Touch,
        TOUCH,
        (
            (*row, source, medium, campaign, "" if medium == "email" else source, country, held_for)
            for *row, (source, medium, campaign), country, held_for in zip(pks, *columns, strict=True)
        ),
    )
    held = [(pk, why, "Made up.", when, Verdict.WAITING.value) for pk, why, when in _where(pks, drawn.held_for, at)]
    insert(Quarantine, ["touch_id", "reason", "evidence", "at", "verdict"], held)
    viewed = [place for place, deed in enumerate(drawn.deed) if deed or everything]
    views = dict(zip(viewed, keys(rng, len(viewed)), strict=True))
    insert(
        PageView,
        VIEW,
        (
            (view, pks[n], 5, drawn.active_ms[n], drawn.depth[n], 0.0, 0.0, at[n], last_at[n], True, "")
            for n, view in views.items()
        ),
    )
    others = rng.choice(drawn.asset, len(drawn.deed)).tolist() if drawn.deed else []
    insert(
        Deed,
        ["page_view_id", "seq", "kind", "target", "at"],
        [
            (views[n], 4, deed, others[n] if deed == "next" else None, at[n])
            for n, deed in enumerate(drawn.deed)
            if deed
        ],
    )


def _where(pks: Sequence[int], marks: list[str], moments_: list[str]) -> Iterator[tuple[int, str, str]]:
    return ((pk, mark, at) for pk, mark, at in zip(pks, marks, moments_, strict=True) if mark)


def _add_counts(day: date, touches: int, readers: Readers) -> None:
    opened = readers.opened(round(touches * OPENINGS_A_TOUCH))
    rows = [DailyCount(day=day, asset_id=pk, opened=count) for pk, count in opened]
    DailyCount.objects.bulk_create(rows, ignore_conflicts=True)
    dropped = {reason: round(touches * share) for reason, share in SHARE_DROPPED.items()}
    rows = [DroppedCount(day=day, reason=reason.value, count=count) for reason, count in dropped.items() if count]
    DroppedCount.objects.bulk_create(rows, ignore_conflicts=True)


def _midnight(day: date) -> int:
    return (day - EPOCH).days * A_DAY
