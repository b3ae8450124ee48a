"""How many pages and words a PDF has. Files come from anybody, so they are read in a process of its own, which may fail,
hang or grow without harm to the one that asked.
"""

import subprocess
import sys
from dataclasses import dataclass
from typing import IO

from django.conf import settings

MOST_BYTES = 60 * 1024 * 1024
MOST_SECONDS = 12


@dataclass(frozen=True)
class PdfExtent:
    """None is what we could not tell."""

    pages: int | None = None
    words: int | None = None


def pdf_extent(file: IO[bytes], *, seconds: float = MOST_SECONDS) -> PdfExtent:
    """Never raises for what is in the file. There may be pages and no words, when these could not be read in time."""
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    file.seek(0)
    if len(content) > MOST_BYTES or b"%PDF-" not in content[:1024]:
        return PdfExtent()
    try:
        said = subprocess.run(
            [sys.executable, "-m", "content.pdf_reading"],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
            cwd=settings.BASE_DIR,
        ).stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    return PdfExtent(*[int(line) for line in said.split() if line.isdigit()][:2])
