"""`make bench`: events from the browser to the charts, in one table of ratios: goals I1 to I5 and D1.

Each number stands beside a ceiling or a peer of the same minutes: a server that forgets what it is told, a plain Django
view that inserts each event, plain COPY into PostgreSQL. It takes some minutes; nothing of yours is touched. The table
says how fast; `make faults` says whether anything is lost.

    python scripts/bench_events.py [--seconds 1] [--views 12000] [--kills 12] [--whole]
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import bench_collector

HOUSE = Path(__file__).resolve().parents[1]
PEER = "bench_events_peer:application"
NOT_RUN = "not run"


def main() -> None:
    asked = _asked()
    rows: list[tuple[str, str, str, str]] = []
    told: list[str] = []
    collector = json.loads(_run("scripts/bench_collector.py", "--json", "--seconds", str(asked.seconds)))["collector"]
    rows += against_a_plain_insert(collector, seconds=asked.seconds) + against_discard(collector)
    loaders = {"SQLite": [], "PostgreSQL": ["scripts/with_postgres.py", sys.executable]}
    said = {
        name: _run(*before, "scripts/bench_loader.py", "--views", str(asked.views)) for name, before in loaders.items()
    }
    rows += against_copy(collector, said)
    rows += kills(asked.kills)
    rows += dashboards(told, whole=asked.whole)
    _show(rows)
    sys.stdout.write("\n".join([*said.values(), *told]))


def against_a_plain_insert(collector: Sequence[dict], *, seconds: float) -> list[tuple[str, str, str, str]]:
    """The processor time that one event costs the whole server, and what it costs a plain one."""
    rows = [
        ("I1", "events a CPU second beside Umami's", NOT_RUN, "30x, 250x in beacons of 10; it is not on this machine")
    ]
    with tempfile.TemporaryDirectory(prefix="touchstone-bench-") as name:
        folder = Path(name)
        (folder / "cookies").write_text("\n".join(bench_collector.cookies(folder)) + "\n")
        named = {"bodies": folder / "bodies", "cookies": folder / "cookies", "agent": bench_collector.AGENT}
        (folder / "post.lua").write_text(bench_collector.LUA % named)
        (folder / "bodies").write_text("\n".join(bench_collector.bodies(1)) + "\n")
        server = bench_collector.Server("wsgi", PEER, folder)
        try:
            server.wait()
            run = bench_collector.send(server, folder, seconds=seconds)
        finally:
            server.stop()
    plain = run.cpu / run.requests * 1e6
    for face, events in (("rsgi", 1), ("rsgi", 10), ("wsgi", 1)):
        ours = _of(collector, face, "durable", events)["cpu_us_an_event"]
        what = f"{face}, {events} a beacon: beside a Django view with one INSERT a request"
        rows.append(("I1", what, f"{plain / ours:.0f}x", f"{ours:.0f} and {plain:.0f} µs of CPU an event, both synced"))
    return rows


def against_discard(collector: Sequence[dict]) -> list[tuple[str, str, str, str]]:
    rows = []
    for face in ("rsgi", "wsgi"):
        for events in (1, 10):
            for kind, words in (("discard", "reads and forgets"), ("weighed", "judges as we do and forgets")):
                durable, peer = _of(collector, face, "durable", events), _of(collector, face, kind, events)
                by_wall = durable["requests_a_second"] / peer["requests_a_second"]
                by_cpu = peer["cpu_us_an_event"] / (durable["cpu_us_an_event"] or 1)
                goal = "55 %" if (face, events) == ("rsgi", 1) else "no goal"
                what = f"{face}, {events} a beacon: durable beside a server that {words}"
                rows.append(("I2", what, f"{by_wall:.0%} by wall, {by_cpu:.0%} by CPU", goal))
    return rows


def against_copy(collector: Sequence[dict], said: dict[str, str]) -> list[tuple[str, str, str, str]]:
    copied = _rate(said["PostgreSQL"], "COPY")
    beacons = _of(collector, "rsgi", "durable", 10)["requests_a_second"] * 10
    rows = [("I3", "accepted in beacons of 10 beside COPY into PostgreSQL", f"{beacons / copied:.0%}", "50 %")]
    for name, goal in (("SQLite", "45 %"), ("PostgreSQL", "25 %")):
        loaded = _rate(said[name], "loader")
        rows.append(("I4", f"loader on {name} beside COPY into PostgreSQL", f"{loaded / copied:.0%}", goal))
        plain = _rate(said[name], "plain inserts")
        rows.append(("I4", f"loader on {name} beside plain inserts into it", f"{loaded / plain:.0%}", "45 %"))
    return rows


def kills(count: int) -> list[tuple[str, str, str, str]]:
    """A short form; `make faults` makes a hundred on each database."""
    if not count:
        return [("I5", "lost or doubled after kill -9", NOT_RUN, "0 in 100 kills: make faults")]
    said = _run("-m", "scripts.faults", "kills", "--on", "sqlite", "--kills", str(count))
    return [("I5", f"lost or doubled after {count} kill -9", "0" if "as promised" in said else said, "0: make faults")]


def dashboards(told: list[str], *, whole: bool) -> list[tuple[str, str, str, str]]:
    """Of all its questions the slowest, at the most touches, and the one that grows most."""
    said = _run("scripts/bench_dashboards.py", *(["--full"] if whole else []))
    told.append(said)
    heads, *questions = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in said.splitlines() if line.startswith("| ")
    ]
    *_, most, growth = heads
    slowest = max(questions, key=lambda cells: float(cells[-2].split(" / ")[0]))
    steepest = max(questions, key=lambda cells: float(cells[-1].removesuffix(" x")))
    return [
        ("D1", f"the slowest question of a dashboard at {most} touches: {slowest[0]}", f"{slowest[-2]} ms", "1 ms"),
        ("D1", f"the one that grows most at {growth}: {steepest[0]}", steepest[-1], "1.5 x at 100 x as many"),
    ]


def _of(collector: Sequence[dict], face: str, kind: str, events: int) -> dict:
    wanted = {"face": face, "kind": kind, "events": events}
    return next(row for row in collector if wanted.items() <= row.items())


def _rate(said: str, name: str) -> float:
    """Lines a second, as bench_loader.py says them."""
    found = re.search(rf"^ *{re.escape(name)} +([\d,]+) lines/s", said, re.MULTILINE)
    if not found:
        raise SystemExit(f"bench_loader.py does not say '{name}':\n{said}")
    return float(found[1].replace(",", ""))


def _run(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 scripts of our own
        [sys.executable, *arguments], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def _show(rows: Sequence[tuple[str, str, str, str]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in [("", "", "measured", "goal"), *rows]:
        sys.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n")
    sys.stdout.write("\n")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each run of the collector")
    parser.add_argument("--views", type=int, default=12_000, help="page views that the loader loads")
    parser.add_argument("--kills", type=int, default=12, help="0 for none")
    parser.add_argument("--whole", action="store_true", help="the dashboards at 10 million touches too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
