from content.models.assets import AssetPage
from content.models.editorial import EditorialSettings
from content.models.expert_checks import ExpertCheck
from content.models.experts import AssetExpert, Expert
from content.models.freshness import PublicChange
from content.models.imports import ImportedAsset
from content.models.interviews import Interview, InterviewQuote
from content.models.media import AssetDocument, AssetImage, AssetRendition
from content.models.offsite import OffsiteBlog, OffsitePost
from content.models.pages import HomePage, InsightsPage
from content.models.review_tasks import ExpertCheckTask, ReviewStep, ReviewTask
from content.models.sales_editions import SalesAttachment, SalesEdition
from content.models.stage_agreements import AgreementRemark, Ending, Side, StageAgreement, State
from content.models.topics import AssetTopic, Topic
from content.vehicles import ChangeLevel, Format, LengthClass, ShelfLife

__all__ = [
    "AgreementRemark",
    "AssetDocument",
    "AssetExpert",
    "AssetImage",
    "AssetPage",
    "AssetRendition",
    "AssetTopic",
    "ChangeLevel",
    "EditorialSettings",
    "Ending",
    "Expert",
    "ExpertCheck",
    "ExpertCheckTask",
    "Format",
    "HomePage",
    "ImportedAsset",
    "InsightsPage",
    "Interview",
    "InterviewQuote",
    "LengthClass",
    "OffsiteBlog",
    "OffsitePost",
    "PublicChange",
    "ReviewStep",
    "ReviewTask",
    "SalesAttachment",
    "SalesEdition",
    "ShelfLife",
    "Side",
    "StageAgreement",
    "State",
    "Topic",
]
