"""What to think of before sending: said, never forbidden."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, Max, Q
from django.utils.formats import date_format
from django.utils.html import strip_tags
from wagtail.admin.utils import get_user_display_name

from analytics.models import Touch
from content.models import AssetPage, SalesEdition
from content.vehicles import ShelfLife
from leads.models import Lead
from library.models import Share

NOT_AGAIN_WITHIN = timedelta(days=60)

#: Asset -> sentences about it.
Cautions = dict[int, list[str]]


def about_assets(assets: Sequence[AssetPage], *, today: date) -> Cautions:
    said: Cautions = defaultdict(list)
    for asset in assets:
        if asset.shelf_life == ShelfLife.EVERGREEN and asset.review_by and asset.review_by < today:
            said[asset.pk].append(
                f"Its review has been due since {day(asset.review_by)}: read it again before you send it."
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
    read = Touch.objects.filter(visitor__identification__lead=lead, asset__in=[asset.pk for asset in assets])
    for asset, last in read.values_list("asset").annotate(last=Max("last_at")):
        said[asset].append(f"{lead} already read it, last on {day(last)}.")
    for share in _sent_lately(assets, lead, at=at):
        sender = get_user_display_name(share.sender)
        whom = f"{lead}" if share.lead == lead else f"{share.lead}, of the same company,"
        said[share.asset].append(f"{sender} sent it to {whom} on {day(share.shared_at)}.")
    return said


def _sent_lately(assets: Sequence[AssetPage], lead: Lead, *, at: datetime):
    """To this person or to a colleague of theirs, by whomever of us."""
    them = Q(lead=lead) | Q(lead__account__isnull=False, lead__account=lead.account_id)
    sent = Share.objects.filter(them, revoked_at=None, shared_at__gte=at - NOT_AGAIN_WITHIN)
    holding = sent.filter(collection__items__asset__in=[asset.pk for asset in assets])
    return holding.annotate(asset=F("collection__items__asset")).select_related("sender", "lead").order_by("shared_at")


def _plain(html: str) -> str:
    return " ".join(strip_tags(html.replace("</", " </")).split())


def day(moment: date | datetime) -> str:
    return date_format(moment, "j F Y")
