"""Markdown as HTML, GitHub's tables and footnote marks included."""

import re

from markdown_it import MarkdownIt

from content.importing.piece import Refused

DEEPEST = 60
MARKDOWN_IN_A_DIVISION = re.compile(
    r"^(</?(?:div|section|article|aside|figure|center)\b[^>\n]*>)[ \t]*\n(?=[!\[#*_>-])", re.MULTILINE
)
# In CommonMark a block of HTML goes on to the next blank line; the sites that we import were written for others.
HEADING_AFTER_HTML = re.compile(
    r"^([ \t]*<[^>\n]+>(?:[^\n]*</[a-z0-9]+>)?)[ \t]*\n(?=#{1,6} )", re.MULTILINE | re.IGNORECASE
)
FOOTNOTE = re.compile(r"^\[\^([\w-]+)\]:[ \t]*", re.MULTILINE)
FOOTNOTE_MARK = re.compile(r"\[\^([\w-]+)\]")

_MARKDOWN = MarkdownIt("commonmark", {"html": True, "linkify": True, "maxNesting": DEEPEST})
_MARKDOWN.enable(["table", "strikethrough", "linkify"])
_MARKDOWN.linkify.set({"fuzzy_link": False, "fuzzy_email": False})
# Unsafe links are not left standing as text but named, where the body is built.
_MARKDOWN.validateLink = lambda url: True

# What our own export writes is plain CommonMark with tables.
_EXACT = MarkdownIt("commonmark", {"html": True, "maxNesting": DEEPEST}).enable("table")
_EXACT.validateLink = lambda url: True


def exact_html(markdown: str) -> str:
    """As it is written: no address is made a link, no footnote guessed, no HTML mended."""
    return _rendered(_EXACT, markdown)


def html(markdown: str) -> str:
    text = MARKDOWN_IN_A_DIVISION.sub(r"\1\n\n", _with_footnote_marks(markdown))
    text = HEADING_AFTER_HTML.sub(r"\1\n\n", text)
    return _rendered(_MARKDOWN, text)


def _rendered(reader: MarkdownIt, text: str) -> str:
    tokens = reader.parse(text)
    # The parser stops without a word at its deepest level, so what lies below would be lost.
    if any(token.level >= DEEPEST - 1 for token in tokens):
        raise Refused(f"its quotes or lists are nested deeper than {DEEPEST // 2} levels")
    return reader.renderer.render(tokens, reader.options, {})


def _with_footnote_marks(markdown: str) -> str:
    """Only marks whose footnote is there: `[^a-z]` in a sample of code is none."""
    footnotes = set(FOOTNOTE.findall(markdown))
    if not footnotes:
        return markdown
    text = FOOTNOTE.sub(r"<sup>\1</sup> ", markdown)
    return FOOTNOTE_MARK.sub(lambda mark: f"<sup>{mark[1]}</sup>" if mark[1] in footnotes else mark[0], text)
