from content.models.experts import AssetExpert, Expert
from content.models.imports import ImportedAsset
from content.models.media import AssetDocument, AssetImage, AssetRendition
from content.models.pages import AssetPage, Format, HomePage, InsightsPage
from content.models.topics import AssetTopic, Topic

__all__ = [
    "AssetDocument",
    "AssetExpert",
    "AssetImage",
    "AssetPage",
    "AssetRendition",
    "AssetTopic",
    "Expert",
    "Format",
    "HomePage",
    "ImportedAsset",
    "InsightsPage",
    "Topic",
]
