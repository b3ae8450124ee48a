"""Who may go on past the opening of a gated asset.

A key opens one asset for a week, whoever holds it, and names nobody.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from analytics.visitors import visitor_of
from content.models import AssetPage
from leads.models import Identification

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
    """Holders of a key, readers whom we know already, and colleagues."""
    return (
        opens(request.GET.get("key", ""), asset)
        or request.user.has_perm("wagtailadmin.access_admin")
        or _is_known(request)
    )


def _is_known(request: HttpRequest) -> bool:
    visitor = visitor_of(request)
    return visitor is not None and Identification.objects.filter(visitor=visitor).exists()
