"""Where the words of a search stand in an asset, whatever the engine that found it."""

import re

from content.asset_text import plain_text
from content.models import AssetPage
from content.passages import terms_of

MOST_WORDS = 6


def where_found(asset: AssetPage, words: str) -> str:
    """`“supply” in title and text; “risk” in topics`; for an asset that came with its byline, without a query."""
    fields = {
        "title": asset.title,
        "topics": ", ".join(row.tag.name for row in asset.asset_topics.all()),
        "experts": ", ".join(row.expert.name for row in asset.asset_experts.all()),
        "text": plain_text(asset),
    }
    said = []
    for word, stem in _stems(words).items():
        places = [name for name, text in fields.items() if _stands_in(text, stem)]
        if places:
            said.append(f"“{word}” in {' and '.join(places)}")
    return "; ".join(said)


def _stems(words: str) -> dict[str, str]:
    found = {}
    for word in dict.fromkeys(re.findall(r"\w+", words.casefold())):
        stem = next(iter(terms_of(word)), "")
        if stem and len(found) < MOST_WORDS:
            found[word] = stem
    return found


def _stands_in(text: str, stem: str) -> bool:
    """A word with this stem. Whatever begins alike is looked at: "supply" is cut to "suppli"."""
    beginning = re.escape(stem.rstrip("i"))
    alike = set(re.findall(rf"(?<!\w){beginning}\w*", text.casefold()))
    return any(stem in terms_of(word) for word in alike)
