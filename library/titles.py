"""How the library calls an asset that somebody shared, read or collected while it was published."""

from content.models import AssetPage

OFF_THE_SHELF = "An asset that is not on the shelf now"


def title_on_the_shelf(asset: AssetPage) -> str:
    """Once it is no longer published, what an editor writes into it is a draft, its title too."""
    return asset.title if asset.live else OFF_THE_SHELF
