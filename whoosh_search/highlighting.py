"""The few lines of a text that answer a query, with its words marked."""

import re

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from whoosh.highlight import BasicFragmentScorer, ContextFragmenter, Fragment, set_matched_filter, top_fragments

from whoosh_search.words import Language, normalise, words

# About thirty words in all: what is shown is cut back to whole words.
MOST_CHARACTERS = 190
SURROUNDING = 80
# Of a longer text, only so much is read as a reader of a list would care for.
MOST_TEXT = 40_000
PUNCTUATION = re.compile(r"[^\w\s]*")
OPEN, CLOSE, GAP = mark_safe("<mark>"), mark_safe("</mark>"), "…"


def highlight(language: Language, text: str, query: str, *, at_most: int) -> list[SafeString]:
    """At most so many passages as HTML in which only <mark> is markup; none when no word of the query is there."""
    stems = frozenset(language.stem(word) for word in language.telling(words(query)))
    if not stems:
        return []
    text = normalise(text[:MOST_TEXT])
    tokens = set_matched_filter(language.stems(text, chars=True, mode="query"), stems)
    fragments = ContextFragmenter(MOST_CHARACTERS, SURROUNDING, charlimit=None).fragment_tokens(text, tokens)
    best = top_fragments(fragments, at_most, BasicFragmentScorer(), lambda fragment: fragment.startchar)
    return [_marked(text, fragment) for fragment in best]


def _marked(text: str, fragment: Fragment) -> SafeString:
    pieces: list[tuple[str, str, str]] = []
    at = fragment.startchar
    for start, end in sorted({(token.startchar, token.endchar) for token in fragment.matches}):
        pieces += [("", text[at:start], ""), (OPEN, text[start:end], CLOSE)]
        at = end
    end = fragment.endchar + len(PUNCTUATION.match(text, fragment.endchar)[0])
    before = GAP if text[: fragment.startchar].strip() else ""
    after = GAP if text[end:].strip() else ""
    return format_html_join("", "{}{}{}", [("", before, ""), *pieces, ("", text[at:end], ""), ("", after, "")])
