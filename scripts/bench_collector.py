"""What the touch collector takes a second, against a server that only reads what is sent and forgets it.

    .venv/bin/python scripts/bench_collector.py [--seconds 1.0] [--rounds 3] [--json]

For both faces (WSGI and RSGI, one worker each) and for beacons of 1 and of 10 events: `discard` answers 204 and does
nothing else, `weighed` does all that the collector does but for the disk, `durable` is the collector itself. The three
stand side by side and take turns, so that what else the machine does falls on all of them. `disk` is what the same disk
takes when groups of lines are appended and synced with nothing around them. After each durable run the events in the
spool are counted: as many as were answered for.
"""

import argparse
import json
import os
import platform
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from uuid import uuid4

HOUSE = Path(__file__).resolve().parents[1]
CONNECTIONS = 32
BLOCKING_THREADS = 32
VISITORS = 200
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"
LUA = """
local bodies, cookies = {}, {}
for line in io.lines("%(bodies)s") do bodies[#bodies + 1] = line end
for line in io.lines("%(cookies)s") do cookies[#cookies + 1] = line end
local n = 0
local headers = {["Content-Type"] = "text/plain;charset=UTF-8", ["User-Agent"] = "%(agent)s"}
request = function()
  n = n + 1
  headers["Cookie"] = cookies[n %% #cookies + 1]
  return wrk.format("POST", "/t/", headers, bodies[n %% #bodies + 1])
end
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("RESULT %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration,
    e.status + e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


# What servers are started with: this file is also a module of theirs.


class DiscardRsgi:
    async def __rsgi__(self, scope, protocol):
        await protocol()
        protocol.response_empty(204, [])


def discard_wsgi(environ, start_response):
    environ["wsgi.input"].read()
    start_response("204 No Content", [])
    return [b""]


discard_rsgi = DiscardRsgi()


def __getattr__(name):
    """The collector without its disk; asked for by the servers that run it only, since it needs the settings."""
    if name == "weighed_rsgi":
        return _weighed_rsgi()
    if name == "weighed_wsgi":
        return _weighed_wsgi()
    raise AttributeError(name)


def _weighed_rsgi():
    from analytics.collecting.rsgi_face import Collector
    from analytics.collecting.settled import terms

    class Nowhere:
        segment = type("Segment", (), {"folder": None})

        async def append(self, data):
            return None

        async def close(self):
            return None

    return Collector(terms(), Nowhere())


def _weighed_wsgi():
    from analytics.collecting import wsgi_face

    class Nowhere:
        segment = type("Segment", (), {"folder": None})

        def append(self, lines):
            b"".join(lines)

    wsgi_face.spool_in = lambda folder: Nowhere()
    return wsgi_face.with_collector(discard_wsgi)


# The bench.


@dataclass(frozen=True, kw_only=True)
class Run:
    requests: int
    seconds: float
    cpu: float
    p50_ms: float
    p99_ms: float


class Server:
    def __init__(self, face: str, target: str, folder: Path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.spool = folder / "spool"
        granian = str(Path(sys.executable).with_name("granian"))
        options = ["--port", str(self.port), "--workers", "1", "--no-ws", "--log-level", "error"]
        threads = ["--blocking-threads", str(BLOCKING_THREADS)] if face == "wsgi" else []
        self.process = subprocess.Popen(  # noqa: S603 our own server
            [granian, "--interface", face, *options, *threads, target],
            cwd=HOUSE,
            env=environment(folder) | {"PYTHONPATH": f"{HOUSE}/scripts:{HOUSE}"},
        )

    def wait(self):
        for _ in range(600):
            try:
                connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("POST", "/t/", b"{}", {"Content-Type": "text/plain", "User-Agent": AGENT})
                connection.getresponse().read()
                connection.close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit(f"The server on port {self.port} did not come up.")

    def cpu(self) -> float:
        """Seconds that it and its worker have had of the processors."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ticks = 0
        for pid in [self.process.pid, *children]:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"sqlite:///{folder}/none.sqlite3",
        "TOUCHSTONE_SECRET_KEY": "only-for-the-bench",
        "TOUCHSTONE_VAR_DIR": str(folder),
        "TOUCHSTONE_DEBUG": "0",
        "TOUCHSTONE_ALLOWED_HOSTS": "127.0.0.1",
    }


def event(seq: int) -> dict:
    return {
        "id": str(uuid4()),
        "seq": seq,
        "asset": random.randint(1, 500),  # noqa: S311
        "active_ms": seq * 15_000,
        "depth": round(random.random(), 3),  # noqa: S311
        "at": int(time.time() * 1000),
        "referrer": "https://www.example.org/a/page",
        "campaign": "spring",
    }


def bodies(events: int, count: int = 2000) -> list[str]:
    made = ([event(random.randint(0, 9)) for _ in range(events)] for _ in range(count))  # noqa: S311
    return [json.dumps({"events": some} if events > 1 else some[0]) for some in made]


def cookies(folder: Path) -> list[str]:
    script = (
        "from analytics.visitor_cookie import VISITOR_COOKIE, signer; from uuid import uuid4\n"
        f"for _ in range({VISITORS}): print(VISITOR_COOKIE + '=' + signer.sign(str(uuid4())))"
    )
    made = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], cwd=HOUSE, env=environment(folder), capture_output=True, text=True, check=True
    )
    return made.stdout.split("\n")[:VISITORS]


def send(server: Server, folder: Path, *, seconds: float) -> Run:
    before, began = server.cpu(), time.monotonic()
    if shutil.which("wrk"):
        requests, errors, p50, p99 = by_wrk(server, folder, seconds=seconds)
    else:
        requests, errors, p50, p99 = by_threads(server, folder, seconds=seconds)
    taken = time.monotonic() - began
    if errors:
        raise SystemExit(f"{errors} of {requests} requests were not answered 204.")
    return Run(requests=requests, seconds=taken, cpu=server.cpu() - before, p50_ms=p50, p99_ms=p99)


def by_wrk(server: Server, folder: Path, *, seconds: float) -> tuple[int, int, float, float]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "-s", str(folder / "post.lua")]
    if seconds != int(seconds):
        command[3] = f"-d{max(1, round(seconds))}s"
    told = subprocess.run(  # noqa: S603
        [*command, f"http://127.0.0.1:{server.port}/t/"], capture_output=True, text=True, check=True
    ).stdout
    requests, _, errors, p50, p99 = map(int, told.partition("RESULT ")[2].split()[:5])
    return requests, errors, p50 / 1000, p99 / 1000


def by_threads(server: Server, folder: Path, *, seconds: float) -> tuple[int, int, float, float]:
    """Without wrk: Python's own client, which is slower than the server, so only the processor time means much."""
    sent, named = (folder / "bodies").read_text().splitlines(), (folder / "cookies").read_text().splitlines()
    until, times, errors = time.monotonic() + seconds, [], []

    def one():
        connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
        headers = {"Content-Type": "text/plain", "User-Agent": AGENT}
        while (began := time.monotonic()) < until:
            headers["Cookie"] = random.choice(named)  # noqa: S311
            connection.request("POST", "/t/", random.choice(sent), headers)  # noqa: S311
            response = connection.getresponse()
            response.read()
            times.append(time.monotonic() - began)
            if response.status != 204:
                errors.append(response.status)
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    return len(times), len(errors), times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000


def spooled(folder: Path) -> int:
    return sum(path.read_bytes().count(b'{"kind":"sign"') for path in folder.glob("*.jsonl"))


def measure(face: str, folder: Path, *, seconds: float, rounds: int) -> list[dict]:
    targets = {
        "discard": f"bench_collector:discard_{face}",
        "weighed": f"bench_collector:weighed_{face}",
        "durable": f"config.{face}:application",
    }
    servers = {kind: Server(face, target, folder / kind) for kind, target in targets.items()}
    try:
        for server in servers.values():
            server.wait()
        return [told for events in (1, 10) for told in turns(servers, face, folder, events, seconds, rounds)]
    finally:
        for server in servers.values():
            server.stop()


def turns(servers: dict, face: str, folder: Path, events: int, seconds: float, rounds: int) -> list[dict]:
    (folder / "bodies").write_text("\n".join(bodies(events)) + "\n")
    runs: dict[str, list[Run]] = {kind: [] for kind in servers}
    for _ in range(rounds):
        for kind, server in servers.items():
            before = spooled(server.spool) if kind == "durable" else 0
            run = send(server, folder, seconds=seconds)
            runs[kind].append(run)
            if kind == "durable" and (kept := spooled(server.spool) - before) < run.requests * events:
                raise SystemExit(f"{run.requests * events} events were answered for and {kept} stand in the spool.")
    return [summary(face, kind, events, some) for kind, some in runs.items()]


def summary(face: str, kind: str, events: int, runs: list[Run]) -> dict:
    return {
        "face": face,
        "kind": kind,
        "events": events,
        "requests_a_second": round(statistics.median(run.requests / run.seconds for run in runs)),
        "cpu_us_an_event": round(statistics.median(run.cpu / run.requests / events for run in runs) * 1e6, 1),
        "p50_ms": round(statistics.median(run.p50_ms for run in runs), 1),
        "p99_ms": round(statistics.median(run.p99_ms for run in runs), 1),
    }


def disk(folder: Path, group: int, *, seconds: float) -> int:
    """Events a second when groups of lines are appended and synced, and nothing else is done."""
    data = (b"x" * 420 + b"\n") * group
    fd = os.open(folder / "disk", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until:
        os.write(fd, data)
        os.fdatasync(fd)
        count += group
    os.close(fd)
    (folder / "disk").unlink()
    return round(count / seconds)


def table(told: list[dict], disks: dict[int, int]) -> str:
    ceiling = {(row["face"], row["events"]): row for row in told if row["kind"] == "discard"}
    lines = [
        "| face | events a beacon | | requests/s | events/s | of discard | CPU us/event | of discard | p50 / p99 ms |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in told:
        most = ceiling[row["face"], row["events"]]
        lines.append(
            f"| {row['face']} | {row['events']} | {row['kind']} | {row['requests_a_second']:,} "
            f"| {row['requests_a_second'] * row['events']:,} "
            f"| {row['requests_a_second'] / most['requests_a_second']:.0%} | {row['cpu_us_an_event']:g} "
            f"| {most['cpu_us_an_event'] / (row['cpu_us_an_event'] or 1):.0%} | {row['p50_ms']} / {row['p99_ms']} |"
        )
    lines += [f"| disk | {group} a sync | | {of // group:,} | {of:,} | | | | |" for group, of in disks.items()]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="for other programs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="touchstone-bench-") as name:
        folder = Path(name)
        for kind in ("discard", "weighed", "durable"):
            (folder / kind).mkdir()
        (folder / "cookies").write_text("\n".join(cookies(folder)) + "\n")
        named = {"bodies": folder / "bodies", "cookies": folder / "cookies", "agent": AGENT}
        (folder / "post.lua").write_text(LUA % named)
        disks = {group: disk(folder, group, seconds=options.seconds / 2) for group in (1, 32, 1000)}
        told = []
        for face in ("rsgi", "wsgi"):
            told += measure(face, folder, seconds=options.seconds, rounds=options.rounds)
    if options.json:
        print(json.dumps({"collector": told, "disk": disks}))  # noqa: T201
        return
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {CONNECTIONS} connections")  # noqa: T201
    print(table(told, disks))  # noqa: T201


if __name__ == "__main__":
    main()
