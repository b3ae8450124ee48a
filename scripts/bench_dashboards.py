"""What the questions of the consumption screens cost in the database, at 100,000, 1 million and 10 million touches.

    python scripts/bench_dashboards.py [--full] [--postgres]
    TOUCHSTONE_VAR_DIR=... python scripts/bench_dashboards.py --here

Each statement that a question sends is sent again by itself: the figures are milliseconds until all its rows are there,
without Django. Of SQLite they are CPU, which other work on the machine does not change; PostgreSQL is another process, so
there they are wall time. With `--here` the site's own database is measured as it is; else a temporary one is filled, and
nothing of yours is touched.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
HERE = "--here" in sys.argv
# A second process of ours, for PostgreSQL, is told where the server is.
INSIDE = os.environ.pop("BENCH_INSIDE", "")
FOLDER = tempfile.TemporaryDirectory(prefix="touchstone-bench-dashboards-")
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings.dev", "TOUCHSTONE_LOG_LEVEL": "CRITICAL"}
if not HERE:
    os.environ["TOUCHSTONE_VAR_DIR"] = FOLDER.name
    if not INSIDE:
        os.environ.pop("DATABASE_URL", None)
sys.path.insert(0, str(HOUSE))

import django  # noqa: E402 the settings above come first

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Max, Sum  # noqa: E402
from django.utils import timezone  # noqa: E402
from with_postgres import server  # noqa: E402

from analytics.models import Consumption, Touch  # noqa: E402
from analytics.rollups.asking import lines_over_time, movers, over_time, table, total  # noqa: E402
from analytics.rollups.facts import day_of  # noqa: E402
from analytics.rollups.newest import newest  # noqa: E402
from analytics.rollups.openings import openings, openings_over_time  # noqa: E402
from analytics.rollups.spans import Span, Step  # noqa: E402
from analytics.rollups.ways import WAYS  # noqa: E402
from analytics.screens.live import last_hour  # noqa: E402
from content.models import Topic  # noqa: E402
from demo.recombined import recombine  # noqa: E402
from demo.shelving import shelve  # noqa: E402

SIZES = [100_000, 1_000_000, 10_000_000]
ASSETS, DAYS = 200, 730
ROUNDS = 60
TEXT = "Pumps are quiet until they fail. Nobody plans a stop that nobody sees coming. A plant is more than its parts."


@dataclass(frozen=True)
class Spent:
    """Milliseconds of all statements of one question together."""

    p50: float
    p99: float
    statements: int


def questions() -> dict[str, Callable]:
    last = Touch.objects.aggregate(last=Max("at"))["last"]
    today = day_of(last)
    days, quarter, year = Span.of_days(today, 30), Span.of_days(today, 92), Span.of_months(today, 12)
    month = Span.of_month(today.replace(day=1) - timedelta(days=1))
    read = Consumption.objects.filter(by="asset", period="M").values("key").annotate(n=Sum("touches"))
    top = [int(row["key"]) for row in read.order_by("-n")[:5]]
    ways = {name: way for name, way in WAYS.items() if name not in ("all", "asset")}
    return {
        "by asset, last month": lambda: table(WAYS["asset"], month),
        "by asset, 30 days": lambda: table(WAYS["asset"], days),
        "by asset, 12 months": lambda: table(WAYS["asset"], year),
        **{f"by {name}, 12 months": lambda way=way: table(way, year) for name, way in ways.items()},
        "all, 30 days and the 30 before": lambda: (total(days), total(days.before)),
        "over time, 92 days": lambda: over_time(quarter, step=Step.DAY),
        "over time, 24 months": lambda: over_time(Span.of_months(today, 24), step=Step.MONTH),
        "five assets over 92 days": lambda: lines_over_time(
            quarter, step=Step.DAY, way=WAYS["asset"], keys=[str(pk) for pk in top]
        ),
        "top movers, last month": lambda: movers(WAYS["asset"], month),
        "one asset, 12 weeks": lambda: over_time(
            Span.of_days(today, 84), step=Step.WEEK, way=WAYS["asset"], key=str(top[0])
        ),
        "one asset, newest 1,000 touches": lambda: newest(top[0]),
        "openings without consent, 30 days": lambda: openings(days),
        "openings without consent, 12 weeks": lambda: openings_over_time(Span.of_days(today, 84), step=Step.WEEK),
        "the newest 50 touches": lambda: list(Touch.objects.order_by("-at", "-pk")[:50]),
        "the newest 50 of one asset": lambda: list(Touch.objects.counted().filter(asset=top[0]).order_by("-at")[:50]),
        "live: the last hour (grows with what an hour brings)": lambda: last_hour(last),
    }


def statements_of(question: Callable) -> list[tuple[str, tuple]]:
    sent = []

    def note(execute, sql, params, many, context):
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        question()
    return sent


def spent(question: Callable) -> Spent:
    statements = statements_of(question)
    clock = time.thread_time if connection.vendor == "sqlite" else time.perf_counter
    took = []
    with connection.cursor() as cursor:
        for number in range(ROUNDS + 3):
            began = clock()
            for sql, params in statements:
                cursor.execute(sql, params)
                cursor.fetchall()
            if number >= 3:
                took.append((clock() - began) * 1000)
    took.sort()
    return Spent(statistics.median(took), took[int(len(took) * 0.99)], len(statements))


def measure() -> dict[str, Spent]:
    return {name: spent(question) for name, question in questions().items()}


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fill_the_shelf() -> None:
    call_command("migrate", verbosity=0, interactive=False)
    for number in range(12):
        Topic.objects.create(name=f"Topic {number}", slug=f"topic-{number}")
    at = timezone.now()
    shelve(recombine(["An idea of pumps"], [TEXT], ASSETS), at=at)


def grow_to(size: int) -> float:
    """Seconds of CPU of ours that it took, with the recount of all."""
    began = time.process_time()
    touches = size - Touch.objects.count()
    call_command("generate_touches", touches=touches, days=DAYS, seed=size, force=True, verbosity=0)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return time.process_time() - began


def bytes_kept() -> int:
    if connection.vendor == "sqlite":
        return Path(settings.DATABASES["default"]["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def print_table(measured: dict[int, dict[str, Spent]]) -> None:
    sizes = list(measured)
    heads = [f"{size:,}" for size in sizes] + [f"{sizes[-1] // sizes[0]} x as many"] * (len(sizes) > 1)
    say(f"| p50 / p99 ms, {connection.vendor} | statements | " + " | ".join(heads) + " |")
    say("|---|---|" + "---|" * len(heads))
    for name in measured[sizes[0]]:
        row = [measured[size][name] for size in sizes]
        cells = [f"{each.p50:.2f} / {each.p99:.2f}" for each in row]
        if len(sizes) > 1:
            cells.append(f"{row[-1].p50 / row[0].p50:.1f} x")
        say(f"| {name} | {row[0].statements} | " + " | ".join(cells) + " |")
    say()


def measure_growing(sizes: list[int]) -> None:
    fill_the_shelf()
    measured = {}
    for size in sizes:
        empty = bytes_kept()
        before = Touch.objects.count()
        took = grow_to(size)
        each = (bytes_kept() - empty) / (size - before)
        rows = Consumption.objects.count()
        say(f"{size:>12,} touches: {took:6.1f} s CPU, {each:4.0f} bytes a touch, {rows:,} rows of numbers")
        measured[size] = measure()
    say()
    print_table(measured)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--full", action="store_true", help="also 10 million: minutes, and 6 GB in the temporary folder"
    )
    parser.add_argument("--postgres", action="store_true", help="also on PostgreSQL, started for this by itself")
    parser.add_argument("--here", action="store_true", help="the database of the environment, as it is")
    asked = parser.parse_args()
    if asked.here:
        print_table({Touch.objects.count(): measure()})
        return
    measure_growing(SIZES if asked.full else SIZES[:2])
    if asked.postgres and not INSIDE:
        with server() as url:
            environment = {**os.environ, "DATABASE_URL": url, "BENCH_INSIDE": "yes"}
            command = [sys.executable, __file__, *(["--full"] if asked.full else [])]
            subprocess.run(command, env=environment, check=True)  # noqa: S603 ourselves


if __name__ == "__main__":
    main()
