"""The words in a piece of inline HTML: trimmed, with or without their lines, and who said them."""

import re
from html import unescape

TAGS = re.compile(r"<[^>]*>")
MARKUP = re.compile(r"<(?!br/>)[^>]*>")
SOFT_BREAK = re.compile(r"\n(?!\s*[—–])")
AFTER_THE_LAST_LINE = r"\n\s*(?:—|–|--)\s*"
AFTER_THE_CLOSING_MARK = r"(?<=[”\"])(?:\s*[—–]\s*|\s*--\s*|\s+-\s*|-\s+)"
SAID_BY = re.compile(
    f"(?P<text>.*?)(?:{AFTER_THE_LAST_LINE}|{AFTER_THE_CLOSING_MARK})(?P<who>[^\n—–]{{2,160}})", re.DOTALL
)


def trimmed(html: str) -> str:
    html = html.strip()
    while html.startswith("<br/>"):
        html = html.removeprefix("<br/>").lstrip()
    while html.endswith("<br/>"):
        html = html.removesuffix("<br/>").rstrip()
    return html


def lines(html: str) -> str:
    """The words of inline HTML, its lines kept."""
    lines = TAGS.sub("", SOFT_BREAK.sub(" ", html).replace("<br/>", "\n")).split("\n")
    return unescape("\n".join(" ".join(line.split()) for line in lines)).strip()


def words(html: str) -> str:
    return " ".join(lines(html).split())


def said_by(text: str) -> tuple[str, str]:
    """What was said and who said it, if the last line, or what follows the closing mark, begins with a dash."""
    found = SAID_BY.fullmatch(text)
    if not found or not found["text"].strip():
        return text, ""
    return found["text"].strip(), found["who"].strip()
