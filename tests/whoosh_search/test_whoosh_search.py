"""Runs the suite of the backend, with modelsearch's own within, in a project of modelsearch's test models."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FEWEST_TESTS = 190

# Its project has a database of its own.
pytestmark = pytest.mark.sqlite_only


def test_the_backend_passes_modelsearchs_suite_and_its_own(tmp_path):
    suites = [f"tests.whoosh_search.conformance.{path.stem}" for path in sorted(HERE.glob("conformance/check_*.py"))]
    command = [sys.executable, "-W", "error::ResourceWarning", "-m", "django", "test", *suites]
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    environment |= {"PYTHONPATH": str(ROOT), "WHOOSH_SEARCH_TESTS": str(tmp_path)}

    done = subprocess.run(
        [*command, "--settings=tests.whoosh_search.conformance_settings", "--shuffle"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-20_000:]
    assert int(re.search(r"Ran (\d+) tests", done.stderr)[1]) >= FEWEST_TESTS
    assert "skipped" not in done.stderr
