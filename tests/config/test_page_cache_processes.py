"""A publish is seen in every process: two web workers as they run in production, and a third process that writes."""

import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from django.conf import settings
from django.db import connection
from django.utils import timezone

from tests.factories import make_asset

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.sqlite_only]

WITHIN_SECONDS = 1
CHANGE = """
import django; django.setup()
from content.models import AssetPage
asset = AssetPage.objects.get(pk={pk})
{change}
"""


@pytest.fixture
def site(tmp_path):
    """Two workers of the real server over the tests' own database."""
    if connection.vendor != "sqlite" or ":memory:" in str(connection.settings_dict["NAME"]):
        pytest.skip("the database of this run cannot be opened by another process")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "TOUCHSTONE_VAR_DIR": str(tmp_path),
        "TOUCHSTONE_DEBUG": "0",
        "TOUCHSTONE_PAGE_CACHE_MB": "8",
    }
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1"]
    options = ["--port", str(port), "--workers", "2", "--blocking-threads", "2", "--log-level", "error"]
    server = subprocess.Popen(
        [*command, *options, "--respawn-failed-workers", "config.wsgi:application"],
        cwd=settings.BASE_DIR,
        env=environment,
    )
    try:
        yield Site(f"http://127.0.0.1:{port}", environment, server)
    finally:
        server.terminate()
        server.wait(10)


class Site:
    def __init__(self, url, environment, server):
        self.url, self.environment, self.server = url, environment, server
        for _ in range(900):
            try:
                self.answers("/healthz")
                break
            except OSError:
                time.sleep(0.1)

    def answers(self, address, times=1) -> set[str]:
        """What several readers hear at once, so that both workers are asked."""
        with ThreadPoolExecutor(8) as readers:
            return set(readers.map(self._read, [self.url + address] * times))

    def _read(self, url):
        answer = requests.get(url, timeout=20)
        return answer.text.partition("<title>")[2].partition(" |")[0] if answer.ok else str(answer.status_code)

    def change(self, asset, what):
        script = CHANGE.format(pk=asset.pk, change=what)
        subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, env=self.environment, check=True)

    def workers(self):
        found = subprocess.run(["pgrep", "-P", str(self.server.pid)], capture_output=True, text=True, check=True)
        return [int(pid) for pid in found.stdout.split()]


def test_a_change_and_the_end_of_a_day_are_seen_in_every_process_within_a_second(site):
    """In one test, since starting the servers takes longer than all else."""
    asset, news = make_asset("First words"), make_asset("Today only")
    address = asset.get_url()
    assert site.answers(address, times=40) == {"First words"}
    assert site.answers(news.get_url(), times=40) == {"Today only"}

    # From here on nobody writes until its day has ended.
    news.expire_at = timezone.now() + timedelta(seconds=3)
    news.save()
    assert site.answers(news.get_url(), times=20) == {"Today only"}
    time.sleep(max(0, news.expire_at.timestamp() - time.time()) + 0.05)
    assert site.answers(news.get_url(), times=20) == {"404"}

    site.change(asset, "asset.title = 'Other words'; asset.save_revision().publish()")
    time.sleep(WITHIN_SECONDS)
    assert site.answers(address, times=40) == {"Other words"}

    os.kill(site.workers()[0], 9)
    site.change(asset, "asset.unpublish()")
    time.sleep(WITHIN_SECONDS)
    assert site.answers(address, times=40) == {"404"}
