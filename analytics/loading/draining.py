"""From the spool into the database: rows, counts and the mark of how far we read, in one transaction."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from analytics.collecting.dropped import Dropped
from analytics.collecting.rows import Bad, Row, Sign, TurnedAway, from_line, showable
from analytics.loading.reading import ThoroughRule
from analytics.loading.segments import Chunk, only_reader, read_on, segments
from analytics.loading.sittings import Opening, Sittings
from analytics.models import BadRow, DailyCount, DroppedCount, SpoolMark, Visitor
from content.models import AssetPage

logger = logging.getLogger(__name__)

MOST_BAD_ROWS = 10_000
UNREADABLE = "A line of the spool could not be read."
UNSTORABLE = "The database refused what this line says."
# What one line may bring about; anything else (the database is away) leaves the spool as it was.
POISON = (DataError, IntegrityError, OverflowError, TypeError, ValueError)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What one call of `drain` did; `stored` counts signs of reading that were news."""

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


def drain(*, at: datetime, limit: int = 5000) -> Loaded:
    """Load up to `limit` lines. Killed at any moment, it loses nothing and doubles nothing."""
    folder = Path(settings.SPOOL_DIR)
    if not folder.exists():
        return Loaded()
    with only_reader(folder) as alone:
        chunks = _unread(folder, limit=limit) if alone else []
        if not chunks:
            return Loaded()
        with transaction.atomic():
            loaded = _load([line for chunk in chunks for line in chunk.lines], at=at)
            _mark(chunks)
        _remove([chunk for chunk in chunks if chunk.is_finished])
    return loaded


def _unread(folder: Path, *, limit: int) -> list[Chunk]:
    paths = segments(folder)
    if not paths:
        return []
    marks = SpoolMark.objects.filter(segment__in=[path.name for path in paths])
    return read_on(paths, dict(marks.values_list("segment", "offset")), limit=limit)


def _mark(chunks: Iterable[Chunk]) -> None:
    for chunk in chunks:
        if chunk.end != chunk.start:
            SpoolMark.objects.update_or_create(segment=chunk.segment, defaults={"offset": chunk.end})


def _remove(chunks: Sequence[Chunk]) -> None:
    """The file goes before its mark: a mark without a file does no harm, a file without its mark is read again."""
    for chunk in chunks:
        chunk.path.unlink(missing_ok=True)
    SpoolMark.objects.filter(segment__in=[chunk.segment for chunk in chunks]).delete()


def _load(lines: Sequence[bytes], *, at: datetime) -> Loaded:
    """All lines at once; only if one of them is poison, each by itself."""
    try:
        with transaction.atomic():
            return _store(_rows(lines, at=at), at=at)
    except POISON:
        logger.exception("A line of the spool could not be stored; each of the %s is tried by itself.", len(lines))
    return sum((_load_one(line, at=at) for line in lines), Loaded())


def _load_one(line: bytes, *, at: datetime) -> Loaded:
    try:
        with transaction.atomic():
            return _store(_rows([line], at=at), at=at)
    except POISON:
        return _store([Bad(reason=UNSTORABLE, body=showable(line), at=at)], at=at)


def _rows(lines: Iterable[bytes], *, at: datetime) -> list[Row]:
    return [_row(line, at=at) for line in lines]


def _row(line: bytes, *, at: datetime) -> Row:
    try:
        return from_line(line)
    except ValueError:
        return Bad(reason=UNREADABLE, body=showable(line), at=at)


def _store(rows: Sequence[Row], *, at: datetime) -> Loaded:
    signs = [row for row in rows if isinstance(row, Sign)]
    away = [row for row in rows if isinstance(row, TurnedAway)]
    bad = [row for row in rows if isinstance(row, Bad)]
    dropped: Counter[tuple[date, Dropped]] = Counter()
    zone = timezone.get_default_timezone()
    assets = _visible_assets({sign.asset for sign in signs} | {pk for row in away for pk in row.opened}, at=at)
    stored = _store_signs(signs, assets, dropped, zone=zone)
    for row in away:
        dropped[row.day, row.reason] += row.count
    _count_openings(away, assets)
    _count_dropped(dropped)
    _keep_bad(bad)
    return Loaded(lines=len(rows), stored=stored, dropped=dropped.total(), bad=len(bad))


def _visible_assets(pks: set[int], *, at: datetime) -> dict[int, AssetPage]:
    return AssetPage.objects.visible_to(AnonymousUser(), at=at).in_bulk(pks) if pks else {}


def _store_signs(
    signs: Sequence[Sign], assets: dict[int, AssetPage], dropped: Counter[tuple[date, Dropped]], *, zone: tzinfo
) -> int:
    def drop(some: Iterable[Sign], reason: Dropped) -> None:
        dropped.update((sign.at.astimezone(zone).date(), reason) for sign in some)

    known = Visitor.objects.filter(key__in={sign.visitor for sign in signs}, withdrawn_at=None).in_bulk(
        field_name="key"
    )
    drop((sign for sign in signs if sign.visitor not in known), Dropped.NO_CONSENT)
    signs = [_not_before_consent(sign, known[sign.visitor]) for sign in signs if sign.visitor in known]
    visitors = {key: visitor.pk for key, visitor in known.items()}
    drop((sign for sign in signs if sign.asset not in assets), Dropped.UNKNOWN_ASSET)
    openings = _openings([sign for sign in signs if sign.asset in assets], visitors, assets)
    if not openings:
        return 0
    sittings = Sittings(openings, zone=zone, rule=_thorough_rule())
    stored = 0
    for opening in openings:
        fresh = sittings.place(opening)
        if fresh is None:
            drop(opening.signs, Dropped.OTHER_READER)
        else:
            drop(opening.signs[fresh:], Dropped.REPEAT)
            stored += fresh
    sittings.save()
    return stored


def _not_before_consent(sign: Sign, visitor: Visitor) -> Sign:
    """A page's clock is believed as far back as its reader agreed to be remembered: what is older was not asked for."""
    return sign if sign.at >= visitor.first_seen_at else sign.model_copy(update={"at": visitor.first_seen_at})


def _openings(signs: Iterable[Sign], visitors: dict, assets: dict[int, AssetPage]) -> list[Opening]:
    """Page views in the order in which they began, so that the earliest opens the sitting."""
    by_view = defaultdict(list)
    for sign in signs:
        by_view[sign.view, sign.visitor, sign.asset].append(sign)
    openings = [
        Opening(view=view, visitor_id=visitors[visitor], asset=assets[asset], signs=of_view)
        for (view, visitor, asset), of_view in by_view.items()
    ]
    return sorted(openings, key=lambda opening: min(sign.at for sign in opening.signs))


def _thorough_rule() -> ThoroughRule:
    return ThoroughRule(depth=settings.THOROUGH_DEPTH, share_of_expected=settings.THOROUGH_SHARE_OF_EXPECTED)


def _count_openings(away: Iterable[TurnedAway], assets: dict[int, AssetPage]) -> None:
    opened = Counter((row.day, pk) for row in away for pk in row.opened if pk in assets)
    for (day, pk), count in opened.items():
        _add(DailyCount.objects.filter(day=day, asset_id=pk), "opened", count, day=day, asset_id=pk)


def _count_dropped(dropped: Counter[tuple[date, Dropped]]) -> None:
    for (day, reason), count in dropped.items():
        named = {"day": day, "reason": reason.value}
        _add(DroppedCount.objects.filter(**named), "count", count, **named)


def _add(found: models.QuerySet, field: str, count: int, **named: object) -> None:
    if not found.update(**{field: F(field) + count}):
        found.create(**named, **{field: count})


def _keep_bad(bad: Sequence[Bad]) -> None:
    """The newest ones only: somebody who sends rubbish must not fill the disk."""
    if not bad:
        return
    BadRow.objects.bulk_create(BadRow(at=row.at, reason=row.reason, body=row.body) for row in bad)
    oldest_kept = BadRow.objects.order_by("-pk").values_list("pk", flat=True)[MOST_BAD_ROWS - 1 : MOST_BAD_ROWS]
    BadRow.objects.filter(pk__lt=oldest_kept.first() or 0).delete()
