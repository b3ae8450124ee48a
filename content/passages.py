"""The few lines of an asset that answer a query, with the words marked.

An engine that marks words itself does so, in its own language; for the others, such as PostgreSQL, it is done here.
"""

import re
from collections.abc import Callable, Sequence

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from wagtail.search.backends import get_search_backend
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


def in_any_engine(text: str, query: str, *, at_most: int = 2) -> list[SafeString]:
    """At most so many passages as HTML in which only <mark> is markup; none when no word of the query is there."""
    tokens = ANALYZER(text[:MAX_TEXT], chars=True, mode="query", removestops=False)
    fragments = ContextFragmenter(MAX_CHARACTERS, SURROUNDING, charlimit=None).fragment_tokens(
        text, set_matched_filter(tokens, terms_of(query))
    )
    best = top_fragments(fragments, at_most, BasicFragmentScorer(), lambda fragment: fragment.startchar)
    return [_marked(text, fragment) for fragment in best]


def passages(text: str, query: str, *, summary: str, highlight: Callable[..., list[SafeString]]) -> list[SafeString]:
    """The best passages of a text; the summary when the words are only in the title, topics or names."""
    return (highlight(text, query) if terms_of(query) else []) or [format_html_join("", "{}", [(summary,)])]


def highlighter() -> Callable[..., list[SafeString]]:
    """What marks words. To ask for it can cost a query: once for all that is shown."""
    return getattr(get_search_backend(), "highlight", in_any_engine)


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
