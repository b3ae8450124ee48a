"""What somebody typed into a search box, made fit to be searched for."""

import re

MAX_CHARACTERS = 300
WORD = re.compile(r"\w")
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def printable(query: str) -> str:
    return UNPRINTABLE.sub(" ", query).strip()
