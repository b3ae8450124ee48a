"""The link that opens a share: signed by us for this purpose, over a random key that names nobody."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.utils import get_user_display_name

from analytics.machines import mail
from content.models import AssetPage
from leads.gate import key_for
from library.models import CollectionItem, Share, ShareReader

PARAMETER = "shared"
# What a touch says of how its reader came.
SOURCE = "shared link"
LONGEST = 120

_signer = Signer(salt="library.sharing", sep=".")


class LinkIsDead(Exception):
    """Forged, altered, expired, taken back, or with nothing left behind it. Whoever holds it is not told which."""


@dataclass(frozen=True)
class Opened:
    """What a link shows now; and by whom it was passed on, if it was."""

    share: Share
    items: list[CollectionItem]
    passed_on_by: ShareReader | None = None

    @property
    def token(self) -> str:
        return token_for(self.passed_on_by or self.share)

    @property
    def sender(self) -> str:
        return get_user_display_name(self.share.sender)

    def next_after(self, asset: int) -> CollectionItem | None:
        """What comes after this asset; nothing after the last, nor after one that is not among them."""
        numbers = [item.asset_id for item in self.items]
        return next(iter(self.items[numbers.index(asset) + 1 :]), None) if asset in numbers else None


def new_key() -> str:
    return secrets.token_urlsafe(16)


def token_for(keyed: Share | ShareReader) -> str:
    return _signer.sign(keyed.key)


def link_for(share: Share) -> str:
    """Whole, as it goes into a message."""
    return settings.BASE_URL.rstrip("/") + reverse("share_link", args=[token_for(share)])


def open_link(token: str, *, at: datetime) -> Opened:
    """What stands behind a token now. Opening changes nothing: mail gateways open every link that they see."""
    try:
        key = _signer.unsign(token[:LONGEST])
    except BadSignature as forged:
        raise LinkIsDead from forged
    share, passed_on_by = _behind(key)
    if share is None or share.revoked_at or share.expires_at <= at or not share.sender.is_active:
        raise LinkIsDead
    items = items_to_read(share, at=at)
    if not items:
        raise LinkIsDead
    return Opened(share, items, passed_on_by)


def items_to_read(share: Share, *, at: datetime) -> list[CollectionItem]:
    """The collection as it is now, as far as the public may see it."""
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=at)
    return list(share.collection.items.filter(asset__in=visible.values("pk")).select_related("asset"))


def address_of(item: CollectionItem, token: str, request: HttpRequest) -> str:
    """The asset's public page with the token; the gate of a gated one stands open for who was sent it."""
    says = {PARAMETER: token, "utm_source": SOURCE, mail.PARAMETER: mail.parameter(_mail_key(token))}
    if item.asset.gated:
        says["key"] = key_for(item.asset)
    return f"{item.asset.get_url(request)}?{urlencode(says)}"


def _mail_key(token: str) -> str:
    """Tells one link from another, and opens none: it goes into what pages say of how they were opened.

    When a link is sent is for its sender to decide, so nothing is said of that.
    """
    return sha256(token.rpartition(".")[0].encode()).hexdigest()[:32]


def _behind(key: str) -> tuple[Share | None, ShareReader | None]:
    share = Share.objects.select_related("sender", "lead", "collection").filter(key=key).first()
    if share:
        return share, None
    reader = ShareReader.objects.select_related("share__sender", "share__lead", "share__collection").filter(key=key)
    passed_on_by = reader.first()
    return (passed_on_by.share, passed_on_by) if passed_on_by else (None, None)
