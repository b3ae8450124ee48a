"""The second half of `make bench`: public pages over HTTP, by the CPU time of the whole server and by requests a second.

Beside our own pages, in the same minutes on the same cores: a bare WSGI "hello" and Django's emptiest view on the same
server, and nginx handing out the same bytes from a file, both plain and as a proxy that keeps a page for a second. Only
this machine's loopback is used. What is not installed (nginx, wrk) is said and left out; without wrk a few lines of
Python ask instead, which is slower, so that only the CPU column counts.
"""

import http.client
import io
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
FOLDER = tempfile.TemporaryDirectory(prefix="touchstone-bench-pages-")
os.chmod(FOLDER.name, 0o755)  # noqa: S103 started by root, nginx reads it as a user of its own
os.environ |= {
    "TOUCHSTONE_VAR_DIR": f"{FOLDER.name}/var",
    "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    "TOUCHSTONE_LOG_LEVEL": "CRITICAL",
    "TOUCHSTONE_DEBUG": "0",
    "TOUCHSTONE_ALLOWED_HOSTS": "127.0.0.1",
}
os.environ.pop("DATABASE_URL", None)
Path(os.environ["TOUCHSTONE_VAR_DIR"], "static").mkdir(parents=True)
sys.path.insert(0, str(HOUSE))

import django  # noqa: E402 the settings above come first

django.setup()

from django.core.management import call_command  # noqa: E402

from content.models import AssetPage  # noqa: E402

SECONDS = float(os.environ.get("BENCH_SECONDS", "2"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CONNECTIONS = 16
CONNECTIONS_UNCACHED = 4
TICKS = os.sysconf("SC_CLK_TCK")
HELLO = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [b"hello"]
"""
NGINX = """
daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  default_type text/html;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  proxy_cache_path {folder}/cache keys_zone=pages:10m;
  upstream ours {{ server 127.0.0.1:{ours}; keepalive 16; }}
  server {{ listen 127.0.0.1:{static}; root {folder}/pages; open_file_cache max=100; location / {{ try_files /page.html =404; }} }}
  server {{
    listen 127.0.0.1:{proxy};
    location / {{
      proxy_pass http://ours; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host 127.0.0.1:{ours};
      proxy_cache pages; proxy_cache_lock on; proxy_cache_use_stale updating; proxy_cache_background_update on;
    }}
  }}
}}
"""


@dataclass(frozen=True)
class Target:
    name: str
    url: str
    process: int
    connections: int = CONNECTIONS


@dataclass(frozen=True)
class Measured:
    rate: float
    milliseconds: float  # of CPU a request, over all processes of the server


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def stat(pid: str) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def family(root: int) -> set[str]:
    """A process and all below it, by their ids."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[folder.name] = stat(folder.name)[1]
        except OSError:
            continue  # it ended meanwhile
    found = {str(root)}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def cpu_seconds(root: int) -> float:
    return sum(int(ticks) for pid in family(root) for ticks in stat(pid)[11:13]) / TICKS


def load(url: str, connections: int, seconds: float) -> int:
    """How many requests were answered."""
    if shutil.which("wrk"):
        command = [shutil.which("wrk"), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", url]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
        if wrong := re.search(r"Non-2xx.*", said):
            raise RuntimeError(f"{url}: {wrong[0]}")
        return int(re.search(r"(\d+) requests in", said)[1])
    return load_by_hand(url, min(connections, 4), seconds)


def load_by_hand(url: str, connections: int, seconds: float) -> int:
    host, path = re.match(r"http://([^/]+)(.*)", url).groups()
    until, counts = time.monotonic() + seconds, []

    def read():
        line, count = http.client.HTTPConnection(host, timeout=20), 0
        while time.monotonic() < until:
            line.request("GET", path)
            response = line.getresponse()
            response.read()
            count += response.status == 200
        line.close()
        counts.append(count)

    readers = [threading.Thread(target=read) for _ in range(connections)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return sum(counts)


def measure(targets: list[Target]) -> dict[str, Measured]:
    """Every target once a round, and the median, so that a noisy minute hurts all alike."""
    rounds = {target.name: [] for target in targets}
    for target in targets:
        load(target.url, target.connections, 1)
    for _ in range(ROUNDS):
        for target in targets:
            began, before = time.monotonic(), cpu_seconds(target.process)
            answered = load(target.url, target.connections, SECONDS)
            took, cpu = time.monotonic() - began, cpu_seconds(target.process) - before
            rounds[target.name].append(Measured(answered / took, cpu / max(answered, 1) * 1000))
    return {
        name: Measured(statistics.median(m.rate for m in each), statistics.median(m.milliseconds for m in each))
        for name, each in rounds.items()
    }


class Servers:
    """Everything that was started, so that it is ended by its own id."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.started: list[subprocess.Popen] = []

    def granian(self, application: str, **environment: str) -> tuple[int, int]:
        port = free_port()
        command = [str(HOUSE / ".venv/bin/granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        options = ["--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "error", application]
        server = subprocess.Popen([*command, *options], cwd=self.folder, env=os.environ | environment)  # noqa: S603
        self.started.append(server)
        wait_for(port)
        return port, server.pid

    def nginx(self, ours: int) -> tuple[int, int, int]:
        static, proxy = free_port(), free_port()
        config = self.folder / "nginx.conf"
        config.write_text(NGINX.format(folder=self.folder, ours=ours, static=static, proxy=proxy))
        command = [shutil.which("nginx"), "-c", str(config), "-p", str(self.folder)]
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603
        self.started.append(server)
        wait_for(static)
        return static, proxy, server.pid

    def stop(self) -> None:
        for server in self.started:
            server.terminate()
        for server in self.started:
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


def wait_for(port: int) -> None:
    for _ in range(1200):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"Nothing came up on port {port}.")


def addresses() -> dict[str, str]:
    asset = AssetPage.objects.live().filter(gated=False).order_by("pk").first()
    return {"home": "/", "listing": "/insights/", "asset page": asset.url}


def targets(servers: Servers, folder: Path) -> list[Target]:
    (folder / "hello.py").write_text(HELLO)
    # A preview of the working tree, not of what is installed: the server runs in the temporary folder.
    ours, our_pid = servers.granian("config.wsgi:application", PYTHONPATH=str(HOUSE))
    hello, hello_pid = servers.granian("hello:application")
    pages = addresses()
    base = f"http://127.0.0.1:{ours}"
    found = [
        Target("a bare WSGI hello", f"http://127.0.0.1:{hello}/", hello_pid),
        Target("an empty Django view (/healthz)", f"{base}/healthz", our_pid),
        *(Target(f"{name}, kept", base + path, our_pid) for name, path in pages.items()),
        # An unknown part of an address passes the kept pages by.
        *(
            Target(f"{name}, made anew", f"{base}{path}?bench=1", our_pid, CONNECTIONS_UNCACHED)
            for name, path in pages.items()
        ),
    ]
    if shutil.which("nginx"):
        (folder / "pages").mkdir()
        with urllib.request.urlopen(base + pages["asset page"]) as page:  # noqa: S310 our own
            (folder / "pages/page.html").write_bytes(page.read())
        static, proxy, nginx_pid = servers.nginx(ours)
        found += [
            Target("nginx: the asset page as a file", f"http://127.0.0.1:{static}/", nginx_pid),
            Target("nginx, keeping ours for a second", f"http://127.0.0.1:{proxy}{pages['asset page']}", nginx_pid),
        ]
    return found


def report(measured: dict[str, Measured]) -> None:
    floor = measured["a bare WSGI hello"].milliseconds
    static = measured.get("nginx: the asset page as a file")
    say(f"\n{'':<36}{'requests/s':>11}{'CPU ms each':>13}{'x hello':>9}{'x nginx':>9}")
    for name, one in measured.items():
        beside = f"{one.milliseconds / static.milliseconds:>9.1f}" if static else f"{'':>9}"
        say(f"{name:<36}{one.rate:>11,.0f}{one.milliseconds:>13.4f}{one.milliseconds / floor:>9.1f}{beside}")


def main() -> None:
    for tool in ("wrk", "nginx"):
        if not shutil.which(tool):
            say(f"{tool} is not installed, so part of this is left out. On Debian: apt-get install {tool}")
    call_command("prepare", stdout=io.StringIO())
    servers = Servers(Path(FOLDER.name))
    try:
        report(measure(targets(servers, servers.folder)))
    finally:
        servers.stop()


if __name__ == "__main__":
    main()
