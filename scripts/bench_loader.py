"""How fast lines of the spool become touches, page views, deeds and rollups, beside plain inserts of as many rows.

    python scripts/bench_loader.py
    python scripts/with_postgres.py python scripts/bench_loader.py

The mix: each page view is an opening and four signs 15 s apart; every fifth is a return to the same asset within the
same sitting; every tenth downloads, shares or goes on; readers overlap, so that many views fall into two batches. The
ceiling is the fields of a line in a table of their own with a key and one index, in batches of as many, in the same
database and the same run. It takes less than a minute; nothing of yours is touched.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

HOUSE = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory(prefix="touchstone-bench-")
os.environ |= {
    "TOUCHSTONE_VAR_DIR": FOLDER.name,
    "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    "TOUCHSTONE_DEBUG": "0",
    "TOUCHSTONE_LOG_LEVEL": "CRITICAL",
}
sys.path.insert(0, str(HOUSE))

import django  # noqa: E402 the settings above come first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402

from analytics.collecting.rows import Sign, to_line  # noqa: E402
from analytics.loading.draining import drain  # noqa: E402
from analytics.models import PageView, Touch, Visitor  # noqa: E402
from buying_stages.models import BuyingStage, Pillar  # noqa: E402
from content.models import AssetPage, InsightsPage, Topic  # noqa: E402

NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
ASSETS, VISITORS = 60, 6000
BATCH = 10_000
DEEDS = ("download", "share", "next")
COLUMNS = (
    *("view", "visitor", "asset", "seq", "active_ms", "depth", "pages", "film", "at", "heard", "shown", "did"),
    *("mail", "source", "medium", "campaign", "referrer", "country"),
)
INSERT = f"INSERT INTO bench_raw ({', '.join(COLUMNS)})"
TYPES = {
    "sqlite": "char(32), char(32), bigint, integer, bigint, real, real, real, datetime, datetime, bool, varchar(8), "
    "varchar(36), varchar(100), varchar(100), varchar(100), varchar(100), varchar(2)",
    "postgresql": "uuid, uuid, bigint, integer, bigint, double precision, double precision, double precision, "
    "timestamptz, timestamptz, boolean, varchar(8), varchar(36), varchar(100), varchar(100), varchar(100), "
    "varchar(100), varchar(2)",
}


def make_assets() -> list[int]:
    stages = list(BuyingStage.objects.all())
    topics = [Topic.objects.create(name=f"Topic {n}", slug=f"topic-{n}") for n in range(8)]
    shelf, pillars = InsightsPage.objects.get(), list(Pillar)
    made = []
    for n in range(ASSETS):
        asset = AssetPage(
            title=f"Asset {n}", summary="In short", pillar=pillars[n % 2], stage=stages[n % len(stages)], word_count=400
        )
        asset.full_clean = lambda *args, **kwargs: None
        asset.set_url_path(shelf)
        asset.slug = f"asset-{n}"
        shelf.add_child(instance=asset)
        asset.topics.add(*random.sample(topics, 2))
        asset.save(clean=False)
        made.append(asset.pk)
    return made


def signs(views: int, assets: Sequence[int], visitors: Sequence[UUID]) -> list[Sign]:
    """In the order in which they are heard."""
    dice = random.Random(5)  # noqa: S311 nothing secret
    made, former = [], []
    for n in range(views):
        began = NOON + timedelta(minutes=30) * (n / views)
        recent = former[-200:]
        if recent and dice.random() < 0.2:
            visitor, asset = dice.choice(recent)
        else:
            visitor, asset = dice.choice(visitors), dice.choice(assets)
        former.append((visitor, asset))
        made += _of_view(dice, began, visitor=visitor, asset=asset)
    return sorted(made, key=lambda sign: sign.heard)


def _of_view(dice: random.Random, began: datetime, **whose) -> Iterator[Sign]:
    view = UUID(int=dice.getrandbits(128))
    source = dice.choice(["", "search.example", "news.example", "autumn-letter"])
    doer = dice.choice(DEEDS) if dice.random() < 0.1 else ""
    for seq in range(5):
        at = began + timedelta(seconds=15 * seq, milliseconds=dice.randrange(999))
        yield Sign(
            **whose,
            view=view,
            seq=seq,
            active_ms=seq * 15_000,
            depth=min(1, seq * dice.uniform(0.15, 0.25)),
            at=at,
            heard=at + timedelta(milliseconds=40),
            did=doer if seq == 4 else "",
            target=1 if seq == 4 and doer else None,
            source=source,
            medium="mail" if source == "autumn-letter" else "",
            referrer=source,
            country="DK",
        )


def write_spool(lines: Sequence[bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for part in range(0, len(lines), 20_000):
        (folder / f"{part:020d}-1-bench.jsonl").write_bytes(b"".join(lines[part : part + 20_000]))


class Clock:
    """Wall and CPU seconds of some work that is done in turns with other work, so that a busy machine slows all alike."""

    def __init__(self):
        self.wall = self.cpu = 0.0

    def run(self, work: Callable[[], object]) -> object:
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            return work()
        finally:
            self.wall += time.perf_counter() - wall
            self.cpu += time.process_time() - cpu


def drain_once() -> int:
    return drain(at=NOON + timedelta(hours=1), limit=BATCH).lines


def make_raw_table() -> None:
    key = "integer PRIMARY KEY AUTOINCREMENT" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
    columns = ", ".join(
        f"{name} {kind}" for name, kind in zip(COLUMNS, TYPES[connection.vendor].split(", "), strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_raw (id {key}, {columns})")
        cursor.execute("CREATE INDEX bench_raw_index ON bench_raw (visitor, asset, at)")


def raw_rows(made: Sequence[Sign]) -> list[tuple]:
    rows = [tuple(getattr(sign, name) for name in COLUMNS) for sign in made]
    if connection.vendor == "postgresql":
        return rows
    return [tuple(_as_sqlite_has_it(value) for value in row) for row in rows]


def _as_sqlite_has_it(value):
    if isinstance(value, UUID):
        return value.hex
    return str(value.replace(tzinfo=None)) if isinstance(value, datetime) else value


def insert_raw(rows: Sequence[tuple]) -> None:
    """The quickest plain insert that each driver has; rows are ready, nothing is parsed."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{kind}[]" for kind in TYPES["postgresql"].split(", "))
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(f"{INSERT} SELECT * FROM unnest({arrays})", columns)  # noqa: S608 names of ours only
        else:
            marks = ", ".join("?" * len(COLUMNS))
            cursor.cursor.connection.executemany(f"{INSERT} VALUES ({marks})", rows)


def copy_raw(rows: Sequence[tuple]) -> None:
    named = f"COPY bench_raw ({', '.join(COLUMNS)}) FROM STDIN"
    with transaction.atomic(), connection.cursor() as cursor, cursor.cursor.copy(named) as copy:
        for row in rows:
            copy.write_row(row)


def in_turns(rows: Sequence[tuple], ways: dict[str, Callable]) -> dict[str, Clock]:
    clocks = {name: Clock() for name in ("loader", *ways)}
    start = 0
    while lines := clocks["loader"].run(drain_once):
        part = rows[start : start + lines]
        for name, way in ways.items():
            clocks[name].run(partial(way, part))
        start += lines
    return clocks


def report(name: str, clock: Clock, lines: int, loader: Clock) -> None:
    beside = "" if clock is loader else f"   the loader reaches {clock.wall / loader.wall:.0%} of it"
    if beside and connection.vendor == "sqlite":
        beside += f", {clock.cpu / loader.cpu:.0%} by CPU"
    sys.stdout.write(
        f"  {name:<24}{lines / clock.wall:>10,.0f} lines/s{clock.cpu / lines * 1e6:>8.1f} µs CPU here{beside}\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--views", type=int, default=12_000)
    views = parser.parse_args().views
    call_command("migrate", verbosity=0)
    assets = make_assets()
    Visitor.objects.bulk_create(Visitor(first_seen_at=NOON - timedelta(days=9)) for _ in range(VISITORS))
    made = signs(views, assets, list(Visitor.objects.values_list("key", flat=True)))
    write_spool([to_line(sign) for sign in made], Path(django.conf.settings.SPOOL_DIR))
    make_raw_table()
    ways = {"plain inserts": insert_raw} | ({"COPY": copy_raw} if connection.vendor == "postgresql" else {})
    clocks = in_turns(raw_rows(made), ways)
    if PageView.objects.count() != views:
        raise SystemExit("A page view was lost or doubled.")
    touches = Touch.objects.count()
    sys.stdout.write(f"{connection.vendor}: {len(made):,} lines of {views:,} page views in batches of {BATCH:,}; ")
    sys.stdout.write(f"{touches / clocks['loader'].wall:,.0f} touches/s\n")
    for name, clock in clocks.items():
        report(name, clock, len(made), clocks["loader"])


if __name__ == "__main__":
    main()
