"""Who may go on past the opening of a gated asset.

A key opens one asset for a week, whoever holds it, and names nobody.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from analytics.collecting.dropped import refusal_to_be_tracked
from analytics.visitors import visitor_of
from content.models import AssetPage
from leads.models import Identification, Lead

KEY_LIFE = timedelta(days=7)
_signer = TimestampSigner(salt="leads.gate")


def key_for(asset: AssetPage) -> str:
    return _signer.sign(str(asset.pk))


def opens(key: str, asset: AssetPage) -> bool:
    try:
        return _signer.unsign(key, max_age=KEY_LIFE) == str(asset.pk)
    except BadSignature:
        return False


def may_go_on(request: HttpRequest, asset: AssetPage) -> bool:
    """Holders of a key, readers of whom we know everything that the form asks, and colleagues."""
    if opens(request.GET.get("key", ""), asset) or request.user.has_perm("wagtailadmin.access_admin"):
        return True
    lead = known_lead(request)
    return lead is not None and not what_is_missing(lead)


def known_lead(request: HttpRequest) -> Lead | None:
    """Whose browser this is, by the cookie that we signed. Nothing of theirs is shown to whoever sits before it.

    Whom only a personal link names is asked like anybody else: the answer says whether the link was right.
    """
    visitor = None if refusal_to_be_tracked(request.headers) else visitor_of(request)
    said = visitor and Identification.objects.filter(visitor=visitor).select_related("lead").first()
    return said.lead if said and not said.is_unconfirmed else None


def what_is_missing(lead: Lead) -> list[str]:
    """The fields of the form that we would still ask this person for."""
    known = {"first_name": lead.first_name, "last_name": lead.last_name, "company": lead.account_id}
    return [name for name, value in known.items() if not value]
