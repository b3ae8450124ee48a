"""Another spelling of a search, from words that the reader could have read."""

import re
from collections import Counter

from wagtail.search.backends import get_search_backend
from whoosh.support.levenshtein import distance

from content.asset_text import public_text
from content.models import AssetPage
from content.passages import terms_of
from content.querysets import AssetQuerySet

# Each unknown word costs a few searches, and a query is whatever anybody sends.
MOST_WORDS = 4
MOST_SPELLINGS = 6
SHORTEST, LONGEST = 4, 40
FARTHEST = 2
ASSETS_TO_READ = 2
WORD = re.compile(r"\w+")


def did_you_mean(query: str, visible: AssetQuerySet) -> str:
    """The query with each word that no visible asset has replaced by one that some has; nothing if none is better.

    The index also knows the words of drafts. So a word is offered only after it was read in the public text
    of a visible asset, and whether a word is known is asked of the visible assets as well.
    """
    suggest = getattr(get_search_backend(), "suggest", None)
    if suggest is None:
        return ""
    better = {
        word: _better(word, suggest(word, AssetPage, at_most=MOST_SPELLINGS), visible)
        for word in _worth_asking(query)
        if not list(visible.search(word)[:1])
    }
    if not any(better.values()):
        return ""
    return WORD.sub(lambda found: better.get(found[0]) or found[0], query)


def _worth_asking(query: str) -> list[str]:
    words = [word for word in WORD.findall(query) if SHORTEST <= len(word) <= LONGEST and not word.isdigit()]
    return list(dict.fromkeys(words))[:MOST_WORDS]


def _better(word: str, stems: list[str], visible: AssetQuerySet) -> str:
    """The nearest word that visible assets print, or nothing."""
    nearest, fewest = "", FARTHEST + 1
    for stem in stems:
        printed = _spelt_out(stem, visible)
        edits = distance(printed, word.lower(), limit=FARTHEST)
        if printed and edits < fewest:
            nearest, fewest = printed, edits
        if fewest == 1:
            break
    return nearest


def _spelt_out(stem: str, visible: AssetQuerySet) -> str:
    """The commonest word with this stem that visible assets print, or nothing."""
    assets = list(visible.with_byline().search(stem)[:ASSETS_TO_READ])
    printed = Counter(
        word
        for asset in assets
        for word in WORD.findall(_printed(asset).lower())
        if word.startswith(stem[:2]) and terms_of(word) == {stem}
    )
    return printed.most_common(1)[0][0] if printed else ""


def _printed(asset) -> str:
    names = [row.tag.name for row in asset.asset_topics.all()] + [row.expert.name for row in asset.asset_experts.all()]
    return " ".join([asset.title, *names, public_text(asset)])
