"""The collector's three faces, asked alike: Django's own test client, and two real servers of granian's."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.test import Client

from analytics.collecting.rows import from_line
from analytics.loading.segments import read_on, segments
from tests.analytics.makers import BROWSER

BROWSERS = {"User-Agent": BROWSER, "Content-Type": "text/plain;charset=UTF-8"}
EVENTS_A_MINUTE = 100


@dataclass(frozen=True, kw_only=True)
class Heard:
    status: int
    headers: Mapping[str, str]  # whatever the case of their names
    body: bytes


class Face:
    """Something that can be sent events, and the spool that it writes to."""

    def __init__(self, spool):
        self.spool = spool
        self._marks = {}

    def rows(self):
        """Those that are new since the last time."""
        chunks = read_on(segments(self.spool), self._marks, limit=10**6) if self.spool.is_dir() else []
        self._marks |= {chunk.segment: chunk.end for chunk in chunks}
        return [from_line(line) for chunk in chunks for line in chunk.lines]


class InDjango(Face):
    def send(self, body=b"", *, method="POST", **headers):
        client = Client()
        headers = BROWSERS | headers
        kind = headers.pop("Content-Type")
        response = client.generic(method, "/t/", body, content_type=kind, headers={"Host": "localhost"} | headers)
        return Heard(status=response.status_code, headers=response.headers, body=response.content)


class Served(Face):
    def __init__(self, folder, command):
        super().__init__(folder / "spool")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": "sqlite:////nowhere/and/never",
            "TOUCHSTONE_SECRET_KEY": settings.SECRET_KEY,
            "TOUCHSTONE_ALLOWED_HOSTS": "localhost",
            "TOUCHSTONE_DEBUG": "0",
            "TOUCHSTONE_VAR_DIR": str(folder),
            "TOUCHSTONE_PROXIES": "1",
            "TOUCHSTONE_EVENTS_A_MINUTE": str(EVENTS_A_MINUTE),
        }
        command = [part.format(port=self.port) for part in command]
        self.server = subprocess.Popen(
            [sys.executable, *command], cwd=settings.BASE_DIR, env=environment, stdout=subprocess.DEVNULL
        )
        self.wait()

    def send(self, body=b"", *, method="POST", **headers):
        connection = HTTPConnection("localhost", self.port, timeout=20)
        try:
            connection.putrequest(method, "/t/", skip_host="Host" in headers)
            for name, value in (BROWSERS | headers).items():
                for each in value if isinstance(value, list) else [value]:
                    connection.putheader(name, each)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            return Heard(status=response.status, headers=response.headers, body=response.read())
        finally:
            connection.close()

    def get(self, path):
        connection = HTTPConnection("localhost", self.port, timeout=20)
        connection.request("GET", path)
        response = connection.getresponse()
        heard = Heard(status=response.status, headers=response.headers, body=response.read())
        connection.close()
        return heard

    def workers(self):
        found = subprocess.run(["pgrep", "-P", str(self.server.pid)], capture_output=True, text=True, check=True)
        return [int(pid) for pid in found.stdout.split()]

    def stop(self):
        self.server.terminate()
        self.server.wait(20)

    def wait(self):
        for _ in range(600):
            try:
                self.send(method="GET")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not come up")


def by_wsgi(folder):
    granian = str(Path(sys.executable).with_name("granian"))
    options = ["--interface", "wsgi", "--port", "{port}", "--blocking-threads", "8", "--log-level", "error"]
    return Served(folder, [granian, *options, "config.wsgi:application"])


def by_rsgi(folder):
    return Served(folder, ["manage.py", "collector", "--port", "{port}"])
