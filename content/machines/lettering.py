"""Text on drawn pictures, in the site's own fonts: what they lack is spelt another way or left out, never a box."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from PIL import ImageDraw, ImageFont

FONTS = Path(settings.BASE_DIR) / "static" / "touchstone" / "fonts"
#: Each family in two files: the letters of western Europe, and those of the rest of Latin script.
SERIF = ("source-serif-4-latin-opsz-normal.woff2", "source-serif-4-latin-ext-opsz-normal.woff2")
SANS = ("instrument-sans-latin-wght-normal.woff2", "instrument-sans-latin-ext-wght-normal.woff2")
NO_LETTER = "\U0010fffd"
SPACES = re.compile(r"\s+")
LARGEST_CUT = 60  # the optical sizes of the serif end there


@dataclass(frozen=True)
class Hand:
    """A family at one size and weight."""

    family: tuple[str, str]
    size: int
    weight: int

    @cached_property
    def fonts(self) -> list[ImageFont.FreeTypeFont]:
        return [_opened(file, self.size, self.weight) for file in self.family]

    def width(self, text: str) -> float:
        return sum(self.fonts[which].getlength(run) for which, run in self._runs(text))

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, ink: str) -> float:
        """With the base line at this height; gives where the text ends."""
        x, y = at
        for which, run in self._runs(text):
            draw.text((x, y), run, font=self.fonts[which], fill=ink, anchor="ls")
            x += self.fonts[which].getlength(run)
        return x

    def shorten(self, text: str, width: float) -> str:
        if self.width(text) <= width:
            return text
        while text and self.width(text + "…") > width:
            text = text[:-1]
        return text.rstrip() + "…"

    def wrap(self, text: str, width: float) -> list[str]:
        lines: list[str] = []
        for word in self._words(text, width):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def _words(self, text: str, width: float) -> Iterator[str]:
        """A word that is wider than a line is broken where the line ends."""
        for word in text.split():
            while self.width(word) > width and len(word) > 1:
                fits = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or self.width(word[:n]) <= width)
                yield word[:fits]
                word = word[fits:]
            yield word

    def _runs(self, text: str) -> Iterator[tuple[int, str]]:
        for which, letters in groupby(text, key=lambda letter: _file_with(self.family, letter) or 0):
            yield which, "".join(letters)


def legible(text: str, family: tuple[str, str]) -> str:
    """The text in letters that the family has: “Ǻ” may become “A”, and a script it does not know is left out."""
    letters = (_spelt(letter, family) for letter in unicodedata.normalize("NFC", text))
    return SPACES.sub(" ", "".join(letters)).strip()


def _spelt(letter: str, family: tuple[str, str]) -> str:
    if letter.isspace():
        return " "
    if unicodedata.category(letter)[0] == "C":
        return ""
    if _file_with(family, letter) is not None:
        return letter
    parts = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in parts if part.isalnum() and _file_with(family, part) is not None)


@lru_cache(maxsize=8192)
def _file_with(family: tuple[str, str], letter: str) -> int | None:
    """Which of the two files has the letter: a font draws one and the same box for all that it lacks."""
    for which, file in enumerate(family):
        font = _opened(file, 40, 400)
        if letter.isspace() or bytes(font.getmask(letter)) != _box(file):
            return which
    return None


@cache
def _box(file: str) -> bytes:
    return bytes(_opened(file, 40, 400).getmask(NO_LETTER))


@lru_cache(maxsize=64)
def _opened(file: str, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(FONTS / file), size)
    font.set_variation_by_axes([weight, min(size, LARGEST_CUT)] if "opsz" in file else [weight])
    return font
