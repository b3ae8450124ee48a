"""Finding an asset to add, by a few words, as somebody types."""

from audiences.folding import tidy
from content.models import AssetPage

MOST = 10
MOST_WORDS = 6
LONGEST = 200


def find_assets(visible, words: str, *, most: int = MOST) -> list[AssetPage]:
    """The newest with every word in their title or summary. The search of the library ranks; this one only finds."""
    asked = tidy(words, most=LONGEST).split()[:MOST_WORDS]
    if not asked:
        return []
    for word in asked:
        visible = visible.filter(title__icontains=word) | visible.filter(summary__icontains=word)
    return list(visible.newest_first().select_related("stage")[:most])
