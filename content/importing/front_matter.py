"""The YAML between two lines of --- that opens a file, and its values in the shapes that we know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from content.importing import safe_yaml
from content.importing.piece import Refused

LONGEST = 64_000
FENCED = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
BLANKS_AT_THE_END = re.compile(r"[ \t]+$", re.MULTILINE)
DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
YES = {"true", "yes", "on", "1"}
NO = {"false", "no", "off", "0"}


@dataclass(frozen=True)
class FrontMatter:
    values: Mapping[str, object]

    def text(self, *keys: str) -> str:
        """The first of these keys that holds a word or a number, as one line."""
        for key in keys:
            value = self.values.get(key)
            if isinstance(value, str | int | float | date) and not isinstance(value, bool) and str(value).strip():
                return " ".join(str(value).split())
        return ""

    def exact(self, key: str) -> str:
        """The words under a key, letter by letter."""
        value = self.values.get(key)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def moment(self, key: str) -> datetime | None:
        """A moment that says its time zone; a day, or an hour of nowhere, is none."""
        value = self.values.get(key)
        if isinstance(value, str):
            value = _moment_in(value)
        return value if isinstance(value, datetime) and value.tzinfo else None

    def day_of(self, key: str) -> date | None:
        value = self.values.get(key)
        if isinstance(value, datetime):
            return value.date()
        return value if isinstance(value, date) else day_in(str(value or ""))

    def texts(self, *keys: str) -> tuple[str, ...]:
        """All words under these keys: lists as they are, a line of text split at commas, each once."""
        found: dict[str, None] = {}
        for key in keys:
            value = self.values.get(key)
            for item in value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]:
                word = _word(item)
                if word:
                    found.setdefault(word)
        return tuple(found)

    def flag(self, key: str) -> bool | None:
        """Yes, no, or not said. A word in quotes counts as the word."""
        word = str(self.values.get(key)).strip().lower()
        return True if word in YES else False if word in NO else None

    def day(self) -> date | None:
        return self.day_of("date")

    def words(self) -> dict[str, str]:
        """Every value that is a word or a number, for template code that refers to it."""
        return {key: self.text(key) for key in self.values if self.text(key)}


def day_in(text: str) -> date | None:
    """The day at the start of a file name or a value: 2024-12-5 as well as 2016-03-22 14:00:00 -4."""
    found = DAY.match(text.strip())
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise Refused(f"its date {found.group()} is not in the calendar") from error


def _moment_in(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def split(text: str) -> tuple[FrontMatter, str]:
    """A file's front matter and its body. A file without front matter has an empty one."""
    fenced = FENCED.match(text)
    if not fenced:
        return FrontMatter({}), text
    if len(fenced.group(1)) > LONGEST:
        raise Refused(f"its front matter is longer than {LONGEST:,} characters")
    values = safe_yaml.load(BLANKS_AT_THE_END.sub("", fenced.group(1)))
    if not isinstance(values, dict | None):
        raise Refused(f"its front matter is a {type(values).__name__}; it has to be lines of `name: value`")
    return FrontMatter({str(key): value for key, value in (values or {}).items()}), text[fenced.end() :]


def _word(item: object) -> str:
    if isinstance(item, dict):
        item = item.get("name")
    return "" if item is None or isinstance(item, bool | list) else " ".join(str(item).split())
