"""How somebody else's paper or slide names an asset: in words, and for two kinds of reference managers."""

import re
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import get_text_list, slugify

SPECIAL_IN_BIBTEX = re.compile(r"[\\{}#$%&_~^]")
NAMED_IN_BIBTEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Citation:
    """Without an author the site stands for one; without a date it is not dated."""

    title: str
    authors: tuple[str, ...]
    published_on: date | None
    site: str
    address: str

    @property
    def plain(self) -> str:
        names = get_text_list(self._names, "and")
        day = date_format(self.published_on, "j F Y") if self.published_on else "no date"
        where = f"{self.site}, " if self.authors else ""
        return _line(f"{names}, “{self.title}”, {where}{day}, {self.address}")

    @property
    def bibtex(self) -> str:
        fields = {
            "author": " and ".join(f"{{{_for_bibtex(name)}}}" for name in self._names),
            "title": f"{{{_for_bibtex(self.title)}}}",
            "organization": _for_bibtex(self.site),
            "date": self.published_on.isoformat() if self.published_on else "",
            "url": self.address,
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@online{{{self._key},", *lines, "}"])

    @property
    def ris(self) -> str:
        day = self.published_on
        lines = [
            ("TY", "ELEC"),
            *(("AU", name) for name in self._names),
            ("TI", self.title),
            ("PB", self.site),
            ("PY", f"{day:%Y}" if day else ""),
            ("DA", f"{day:%Y/%m/%d}" if day else ""),
            ("UR", self.address),
        ]
        return "\n".join([*(f"{tag}  - {_line(value)}" for tag, value in lines if value), "ER  - "])

    @property
    def _names(self) -> tuple[str, ...]:
        return self.authors or (self.site,)

    @property
    def _key(self) -> str:
        first = slugify(self._names[0]).split("-")[-1]
        year = f"{self.published_on:%Y}" if self.published_on else ""
        return f"{first}{year}{slugify(self.title).split('-')[0]}" or "reference"


def _line(text: str) -> str:
    return SPACES.sub(" ", text).strip()


def _for_bibtex(text: str) -> str:
    return SPECIAL_IN_BIBTEX.sub(lambda found: NAMED_IN_BIBTEX.get(found[0], f"\\{found[0]}"), _line(text))
