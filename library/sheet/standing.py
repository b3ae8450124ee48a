"""Where an asset stands with the house: who signed its stage, who looks after it, and when it was published."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from wagtail.admin.utils import get_user_display_name
from wagtail.models import PageLogEntry

from content.models import AssetPage, Side, StageAgreement, State

PUBLISHED = ["wagtail.publish", "wagtail.publish.scheduled"]
MOST_VERSIONS = 8


@dataclass(frozen=True)
class Signature:
    side: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """The latest stage agreement of an asset, as it counts now."""

    state: State
    version: int = 0
    holds_from: date | None = None
    signatures: tuple[Signature, ...] = ()
    because: str = ""

    @property
    def is_signed(self) -> bool:
        return self.state is State.SIGNED


@dataclass(frozen=True)
class Version:
    at: datetime
    by: str
    is_live: bool


def standing_of(asset: AssetPage) -> Standing:
    """One query."""
    agreement = StageAgreement.objects.filter(asset_id=asset.pk).order_by("-version").first()
    if agreement is None:
        return Standing(State.NONE)
    agreement.asset = asset
    signatures = (
        Signature(side.label, getattr(agreement, f"{side.value}_name"), signed_at)
        for side in Side
        if (signed_at := agreement.signed_at(side))
    )
    return Standing(
        agreement.now(),
        agreement.version,
        agreement.effective_from,
        tuple(sorted(signatures, key=lambda signature: signature.at)),
        agreement.ended_because,
    )


def versions_of(asset: AssetPage) -> tuple[list[Version], int]:
    """The newest publications with who published them, and how many there were; two queries."""
    published: QuerySet = PageLogEntry.objects.filter(page=asset.pk, action__in=PUBLISHED)
    newest = published.select_related("user", "revision__user").order_by("-timestamp", "-pk")[:MOST_VERSIONS]
    versions = [
        Version(entry.timestamp, _who(entry), is_live=entry.revision_id == asset.live_revision_id) for entry in newest
    ]
    return versions, published.count()


def keeper_of(asset: AssetPage) -> str:
    """Who looks after it: the editor who owns the page, or else whoever signed it first."""
    if asset.owner:
        return get_user_display_name(asset.owner)
    return next((expert.name for expert in asset.authors()), "")


def _who(entry: PageLogEntry) -> str:
    user = entry.user or (entry.revision and entry.revision.user)
    return get_user_display_name(user) if user else ""
