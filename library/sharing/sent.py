"""Who shared an asset, to whom, when, and what came of it: use is recorded by sharing, not by asking."""

from content.models import AssetPage
from library.models import Share
from library.sharing.outcomes import Outcome, outcomes_of


def shares_of(asset: AssetPage, *, most: int = 20) -> list[Outcome]:
    """The newest first. Each has `share` (sender, lead or recipient, shared_at), and says in words what came of it."""
    shares = Share.objects.filter(collection__items__asset=asset).select_related(
        "sender", "lead__account", "collection"
    )
    return outcomes_of(list(shares[:most]))
