"""What to think of before sending: said, never forbidden."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import F, Max
from django.utils.formats import date_format
from django.utils.html import strip_tags
from wagtail.admin.utils import get_user_display_name

from analytics.models import Touch
from content.holding import Freshness, freshness_now
from content.models import AssetPage, SalesEdition
from leads.models import Lead
from library.models import Share

#: Asset -> sentences about it.
Cautions = dict[int, list[str]]


def about_assets(assets: Sequence[AssetPage], *, today: date) -> Cautions:
    said: Cautions = defaultdict(list)
    for asset in assets:
        match freshness_now(asset, today=today):
            case Freshness.OVERDUE:
                said[asset.pk].append(
                    f"Its review has been due since {day(asset.review_by)}: read it again before you send it."
                )
            case Freshness.PAST:
                said[asset.pk].append(
                    f"What it speaks of was current until {day(asset.relevant_until)}: read it before you send it."
                )
    return said


def what_may_be_shared(assets: Sequence[AssetPage]) -> dict[int, str]:
    """Asset -> what its sales edition says may be sent, and what may not."""
    editions = SalesEdition.objects.filter(asset__in=[asset.pk for asset in assets])
    said = ((asset, _plain(html)) for asset, html in editions.values_list("asset", "may_be_shared"))
    return {asset: words for asset, words in said if words}


def about_person(assets: Sequence[AssetPage], lead: Lead, *, at: datetime) -> Cautions:
    """What this person already read, or was sent not long ago: the same message twice is one too many."""
    said: Cautions = defaultdict(list)
    theirs = Touch.objects.counted().filter(visitor__identification__lead=lead)
    read = theirs.filter(asset__in=[asset.pk for asset in assets])
    for asset, last in read.values_list("asset").annotate(last=Max("last_at")):
        said[asset].append(f"{lead} already read it, last on {day(last)}.")
    for share in _sent_lately(assets, lead, at=at):
        sender = get_user_display_name(share.sender)
        whom = f"{lead}" if share.lead == lead else f"{share.lead}, of the same company,"
        said[share.asset].append(f"{sender} sent it to {whom} on {day(share.shared_at)}.")
    return said


def _sent_lately(assets: Sequence[AssetPage], lead: Lead, *, at: datetime):
    holding = Share.objects.lately_to(lead, at=at).filter(collection__items__asset__in=[asset.pk for asset in assets])
    return holding.annotate(asset=F("collection__items__asset")).select_related("sender", "lead").order_by("shared_at")


def _plain(html: str) -> str:
    return " ".join(strip_tags(html.replace("</", " </")).split())


def day(moment: date | datetime) -> str:
    return date_format(moment, "j F Y")
