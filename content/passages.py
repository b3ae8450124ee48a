"""The few lines of an asset that answer a query, with the words marked. Works on any text, whatever the engine."""

import re
from collections.abc import Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from whoosh.analysis import CharsetFilter, StemmingAnalyzer
from whoosh.highlight import BasicFragmentScorer, ContextFragmenter, Fragment, set_matched_filter, top_fragments
from whoosh.lang.stopwords import stoplists
from whoosh.support.charset import accent_map

ANALYZER = StemmingAnalyzer(
    stoplist=stoplists["en"] | {"how", "what", "when", "which", "do", "does"}, minsize=1
) | CharsetFilter(accent_map)
# About thirty words in all: what is shown is cut back to whole words.
MAX_CHARACTERS = 190
SURROUNDING = 80
PUNCTUATION = re.compile(r"[^\w\s]*")
# Whoosh's tokens hold offsets, so a text is only read as far as a reader of a list would care.
MAX_TEXT = 40_000


def terms_of(query: str) -> frozenset[str]:
    """The stems of a query, without words such as 'the'."""
    return frozenset(token.text for token in ANALYZER(query, mode="query"))


def highlight(text: str, terms: frozenset[str], *, top: int = 2) -> list[SafeString]:
    """At most `top` passages as HTML in which only <mark> is markup; none when no word of the query is there."""
    if not terms:
        return []
    tokens = ANALYZER(text[:MAX_TEXT], chars=True, mode="query", removestops=False)
    fragments = ContextFragmenter(MAX_CHARACTERS, SURROUNDING, charlimit=None).fragment_tokens(
        text, set_matched_filter(tokens, terms)
    )
    best = top_fragments(fragments, top, BasicFragmentScorer(), lambda fragment: fragment.startchar)
    return [_marked(text, fragment) for fragment in best]


def passages(text: str, query: str, *, summary: str) -> list[SafeString]:
    """The best passages of a text; the summary when the words are only in the title, topics or names."""
    return highlight(text, terms_of(query)) or [format_html_join("", "{}", [(summary,)])]


def _marked(text: str, fragment: Fragment) -> SafeString:
    pieces: list[tuple[str, str, str]] = []
    at = fragment.startchar
    for start, end in _matches(fragment):
        pieces += [("", text[at:start], ""), (mark_safe("<mark>"), text[start:end], mark_safe("</mark>"))]
        at = end
    end = fragment.endchar + len(PUNCTUATION.match(text, fragment.endchar)[0])
    pieces.append(("", text[at:end], ""))
    before = "…" if text[: fragment.startchar].strip() else ""
    after = "…" if text[end:].strip() else ""
    return format_html_join("", "{}{}{}", [("", before, ""), *pieces, ("", after, "")])


def _matches(fragment: Fragment) -> Sequence[tuple[int, int]]:
    spans = sorted((token.startchar, token.endchar) for token in fragment.matches)
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
