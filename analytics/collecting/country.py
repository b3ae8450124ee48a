"""From an address to the country it is used in, if an operator named a database file for it. The address is not kept."""

import logging
from functools import cache
from pathlib import Path

import maxminddb

logger = logging.getLogger(__name__)


class Countries:
    def __init__(self, file: Path | None):
        self._reader = _opened(file) if file else None

    def of(self, address: str) -> str:
        """Two letters (ISO 3166), or '' where it is not known."""
        if not self._reader:
            return ""
        try:
            found = self._reader.get(address)
        except (ValueError, maxminddb.InvalidDatabaseError):
            return ""
        for which in ("country", "registered_country"):
            part = found.get(which) if isinstance(found, dict) else None
            code = part.get("iso_code") if isinstance(part, dict) else None
            if isinstance(code, str) and len(code) == 2 and code.isascii() and code.isalpha():
                return code.upper()
        return ""


@cache
def countries_in(file: Path | None) -> Countries:
    """Opened once; a file that is put in its place later is read after a restart."""
    return Countries(file)


def _opened(file: Path) -> maxminddb.Reader | None:
    try:
        return maxminddb.open_database(file)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        logger.error(
            "%s cannot be read (%s), so no country is kept. Put a MaxMind file there and restart.", file, error
        )
        return None
