"""The rows behind each number of an asset sheet. A page that shows them counts the same as the number that led there."""

from dataclasses import dataclass
from enum import Enum

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Round

from analytics.models import Touch, UsefulnessVote
from content.models import AssetPage
from library.models import Rating
from library.models.voices import Of
from library.sheet.evidence import credits_of, deals_touched, shares_with


class What(Enum):
    """A number on the sheet, by the end of its address."""

    TOUCHES = "touches"
    THOROUGH = "thorough"
    VOTES = "votes"
    RATINGS = "ratings"
    SHARES = "shares"
    DEALS = "deals"

    @property
    def heading(self) -> str:
        return {
            What.TOUCHES: "Who read it",
            What.THOROUGH: "Read thoroughly",
            What.VOTES: "What readers said",
            What.RATINGS: "How salespeople rated it",
            What.SHARES: "Who shared it",
            What.DEALS: "Deals whose people read it",
        }[self]

    @property
    def template(self) -> str:
        return f"library/sheet/rows_{'touches' if self is What.THOROUGH else self.value}.html"


@dataclass(frozen=True)
class MaySee:
    """What of the rows is for this reader's eyes."""

    leads: bool
    deals: bool
    editions: bool


def rows_of(what: What, asset: AssetPage, may_see: MaySee) -> QuerySet:
    match what:
        case What.TOUCHES:
            return _touches(asset, may_see)
        case What.THOROUGH:
            return _touches(asset, may_see).filter(thorough=True)
        case What.VOTES:
            return UsefulnessVote.objects.filter(asset=asset).order_by("-day", "-pk")
        case What.RATINGS:
            ratings = Rating.objects.filter(asset=asset).select_related("by").order_by("of", "-at", "-pk")
            return ratings if may_see.editions else ratings.exclude(of=Of.EDITION)
        case What.SHARES:
            return _shares(asset, may_see)
        case What.DEALS:
            return _deals(asset)


def _touches(asset: AssetPage, may_see: MaySee) -> QuerySet:
    """The newest first; with names for those who may see leads, and of nobody for the others."""
    read = Touch.objects.counted().filter(asset=asset)
    touches = read.annotate(depth_percent=Round(F("depth") * 100)).order_by("-at", "-pk")
    return touches.select_related("visitor__identification__lead__account") if may_see.leads else touches


def _shares(asset: AssetPage, may_see: MaySee) -> QuerySet:
    named = ["sender", "lead__account"] if may_see.leads else ["sender"]
    return shares_with(asset).select_related(*named).order_by("-shared_at", "-pk")


def _deals(asset: AssetPage) -> QuerySet:
    credited = credits_of(asset).filter(crediting__deal=OuterRef("pk")).order_by().values("crediting__deal")
    return (
        deals_touched(asset)
        .select_related("account", "lead")
        .annotate(cents=Subquery(credited.annotate(sum=Sum("cents")).values("sum")))
        .order_by(F("cents").desc(nulls_last=True), "-opened_at", "-pk")
    )
