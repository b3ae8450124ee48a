import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from config.settings.base import SQLITE_OPTIONS

HOUSE = Path(settings.BASE_DIR)


@pytest.mark.sqlite_only
@pytest.mark.django_db
def test_sqlite_keeps_its_promises_to_four_writers():
    """Without WAL, IMMEDIATE and a timeout, up to four in five beacons are lost to locks."""
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        enforced = cursor.execute("PRAGMA foreign_keys").fetchone()[0]

    assert (journal, enforced) == ("wal", 1)
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert connection.settings_dict["OPTIONS"]["timeout"] >= 20
    assert SQLITE_OPTIONS["transaction_mode"] == "IMMEDIATE"


@pytest.mark.sqlite_only
def test_the_standard_librarys_calendar_is_the_one_that_is_found():
    asked = subprocess.run(
        [sys.executable, "-c", "import http.cookiejar, calendar; print(calendar.timegm)"],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "function timegm" in asked.stdout


@pytest.mark.sqlite_only
def test_production_does_not_start_without_a_secret(tmp_path):
    asked = subprocess.run(
        [sys.executable, "-c", "import config.settings.production"],
        cwd=HOUSE,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(HOUSE)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert asked.returncode != 0
    assert "Set TOUCHSTONE_SECRET_KEY" in asked.stderr
