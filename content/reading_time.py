"""How much there is to read, and how long that takes most adults."""

import re

WORDS_PER_MINUTE = 238  # Brysbaert 2019, 190 studies of non-fiction; most adults 175 to 300
SECONDS_PER_FIGURE = 12

WORD = re.compile(r"\w+(?:['’.-]\w+)*")
PICTURES = {"image", "figure", "table"}


def count_words(text: str) -> int:
    return len(WORD.findall(text))


def measure(body) -> tuple[int, int]:
    """Words and figures of a stream body; a table or an image takes the time of a figure."""
    words = figures = 0
    for block in body:
        figures += block.block_type in PICTURES
        words += sum(count_words(text) for text in block.block.get_searchable_content(block.value))
    return words, figures


def expected_seconds(*, words: int, figures: int) -> int:
    """Seconds that a reader at 238 words a minute needs, and 12 more for each figure (formulas 5.2)."""
    return round(words / WORDS_PER_MINUTE * 60 + figures * SECONDS_PER_FIGURE)


def reading_minutes(*, words: int, figures: int) -> int:
    return max(1, round(expected_seconds(words=words, figures=figures) / 60))


def film_minutes(seconds: int) -> int:
    return max(1, round(seconds / 60))
