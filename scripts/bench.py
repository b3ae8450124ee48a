"""`make bench`: what the main paths besides public pages and search cost, each beside a ceiling or a peer of the same run.

The figures are CPU seconds of this process; the ratios are what holds on another machine. The demo company is moved into a
temporary folder; nothing of yours is touched.
"""

import io
import json
import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory(prefix="touchstone-bench-")
os.environ |= {
    "TOUCHSTONE_VAR_DIR": FOLDER.name,
    "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    "TOUCHSTONE_ALLOWED_HOSTS": "testserver",
    "TOUCHSTONE_LOG_LEVEL": "CRITICAL",
}
os.environ.pop("DATABASE_URL", None)
sys.path.insert(0, str(HOUSE))

import django  # noqa: E402 the settings above come first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from analytics.loading.draining import drain  # noqa: E402
from analytics.models import PageView, Visitor  # noqa: E402
from analytics.visitors import give_cookie  # noqa: E402
from content.models import AssetPage  # noqa: E402
from revenue.crediting import credit_all  # noqa: E402
from revenue.models import Crediting, Deal  # noqa: E402

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
ROUNDS = 5


def cpu(work, times: int) -> float:
    """Milliseconds of CPU for one go: the median of some rounds after one that is not counted."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - began) / times * 1000)
    return statistics.median(rounds)


def row(name: str, ours: float, beside: str, theirs: float) -> None:
    sys.stdout.write(f"{name:<44}{ours:>10.3f} ms   {ours / theirs:>8.2f} x   {beside} ({theirs:.3f} ms)\n")


def remembered_reader() -> Client:
    client = Client(**BROWSER)
    response = client.get("/healthz")
    give_cookie(response, Visitor.objects.create(first_seen_at=timezone.now()), secure=False)
    client.cookies.update(response.cookies)
    return client


def collector(reader: Client) -> None:
    asset = AssetPage.objects.live().first()

    def send(agent: str = BROWSER["HTTP_USER_AGENT"]):
        event = {"id": str(uuid.uuid4()), "seq": 0, "asset": asset.pk, "active_ms": 4000, "depth": 0.5}
        reader.post("/t/", json.dumps(event), content_type="text/plain", HTTP_USER_AGENT=agent)

    row(
        "one beacon, synced before the answer",
        cpu(send, 100),
        "an empty Django view",
        cpu(lambda: reader.get("/healthz"), 200),
    )
    drain_all()


def drain_all() -> int:
    lines = 0
    while loaded := drain(at=timezone.now()).lines:
        lines += loaded
    return lines


def loader(reader: Client, events: int = 2000) -> None:
    """Events to touches, beside plain inserts of as many rows in one statement each."""
    assets = list(AssetPage.objects.live().values_list("pk", flat=True))
    for _ in range(events // 50):
        batch = [
            {"id": str(uuid.uuid4()), "seq": 0, "asset": assets[n % len(assets)], "active_ms": 9000, "depth": 0.8}
            for n in range(50)
        ]
        reader.post("/t/", json.dumps({"events": batch}), content_type="text/plain")
    began = time.process_time()
    loaded = drain_all()
    ours = (time.process_time() - began) / loaded * 1000
    row(f"an event into a touch ({loaded} of them)", ours, "a bare bulk insert of the same rows", bare_insert(events))


def bare_insert(rows: int) -> float:
    views = list(PageView.objects.all()[:rows])
    table = [(uuid.uuid4().hex, view.touch_id, 0, view.active_ms, view.depth) for view in views]
    began = time.process_time()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO analytics_pageview (id, touch_id, last_seq, active_ms, depth) VALUES (%s, %s, %s, %s, %s)",
            table,
        )
    return (time.process_time() - began) / len(table) * 1000


def credit() -> None:
    Crediting.objects.all().delete()
    won = Deal.objects.filter(outcome=Deal.Outcome.WON).count()
    began = time.process_time()
    credit_all(at=timezone.now())
    first = (time.process_time() - began) / won * 1000
    began = time.process_time()
    credit_all(at=timezone.now())
    row(
        f"crediting a won deal ({won}), every model",
        first,
        "finding that nothing changed",
        (time.process_time() - began) / won * 1000,
    )


def main() -> None:
    call_command("prepare", stdout=io.StringIO())
    reader = remembered_reader()
    sys.stdout.write(f"{'':<44}{'ours':>13}   {'ratio':>8}     beside\n")
    collector(reader)
    loader(reader)
    credit()


if __name__ == "__main__":
    main()
