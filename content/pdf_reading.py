"""A program of its own that reads a PDF from its standard input: `python -m content.pdf_reading < file`.

It prints the number of pages as soon as it knows it, and then that of words. `content.pdf_extent` starts it.
"""

import resource
import sys
import time
from io import BytesIO

from pypdf import PdfReader

from content.reading_time import count_words

MOST_MEMORY = 1024 * 1024 * 1024
MOST_PAGES = 5000
# Of what takes longer, the rest is taken to be as full as what was read.
SECONDS_OF_READING = 6


def words_of(pages) -> int:
    until = time.monotonic() + SECONDS_OF_READING
    words = read = 0
    for page in pages:
        words += count_words(page.extract_text())
        read += 1
        if time.monotonic() > until:
            break
    return round(words * len(pages) / read) if read else 0


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    pages = PdfReader(BytesIO(sys.stdin.buffer.read())).pages
    if not 0 < len(pages) <= MOST_PAGES:
        return
    sys.stdout.write(f"{len(pages)}\n")
    sys.stdout.flush()
    sys.stdout.write(f"{words_of(pages)}\n")


if __name__ == "__main__":
    main()
