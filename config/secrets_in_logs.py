"""Addresses that are keys do not go into logs whole."""

import logging
import re

KEYS = re.compile(r"(/check/|/s/|/following/(?:confirm/)?|/my-data/by-mail/|[?&](?:shared|key)=)[^/&\s]+")


class WithoutSecrets(logging.Filter):
    """Django names the address of every request that it turns away, and of every one that fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(KEYS.sub(r"\1...", arg) if isinstance(arg, str) else arg for arg in record.args)
        return True
