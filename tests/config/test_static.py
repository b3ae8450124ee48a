import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.sqlite_only


def test_static_files_can_be_collected_for_production(tmp_path):
    """Every file that a style sheet or a script names must be there, or production cannot start."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "TOUCHSTONE_SECRET_KEY": "only for this test",
        "TOUCHSTONE_ALLOWED_HOSTS": "example.com",
        "TOUCHSTONE_VAR_DIR": str(tmp_path),
    }

    collected = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput"],
        cwd=Path(settings.BASE_DIR),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert collected.returncode == 0, collected.stderr[-2000:]
    assert list((tmp_path / "static" / "touchstone").glob("touchstone.*.css"))
