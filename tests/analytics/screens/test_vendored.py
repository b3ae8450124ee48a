import re
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

VENDOR = Path(settings.BASE_DIR) / "analytics/static/analytics/vendor"
LISTED = dict(re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", (VENDOR / "VENDORED.md").read_text(), re.MULTILINE))


def test_every_file_that_is_not_ours_is_listed():
    assert LISTED.keys() == {path.name for path in VENDOR.iterdir() if path.suffix in {".js", ".css"}}


@pytest.mark.parametrize("name", LISTED)
def test_a_vendored_file_is_what_was_published(name):
    assert sha256((VENDOR / name).read_bytes()).hexdigest() == LISTED[name]
