"""Drawn cards, each made once and kept. An address holds a digest of what is on the card, so it never goes stale."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from content.machines.link_pictures import card_of, card_of_the_site
from content.machines.origins import site_name
from content.machines.social_cards import Card
from content.models import AssetPage

FOR_EVER = "public, max-age=31536000, immutable"
FOR_AN_HOUR = "public, max-age=3600"


@require_safe
@conditional_page
def asset_card(request: HttpRequest, pk: str, digest: str) -> HttpResponse:
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=timezone.now())
    asset = get_object_or_404(visible.prefetch_related("asset_topics__tag"), pk=pk)
    card = card_of(asset, site_name(request))
    if digest != card.digest:
        return _onward(reverse("asset_card", args=[asset.pk, card.digest]))
    return _served(card, folder=str(asset.pk))


@require_safe
@conditional_page
def site_card(request: HttpRequest, digest: str) -> HttpResponse:
    card = card_of_the_site(site_name(request))
    if digest != card.digest:
        return _onward(reverse("site_card", args=[card.digest]))
    return _served(card, folder="site")


def _onward(address: str) -> HttpResponse:
    """From the card of an earlier title, or a guess, to the one there is: nothing is drawn for an address alone."""
    return HttpResponseRedirect(address, headers={"Cache-Control": FOR_AN_HOUR})


def _served(card: Card, *, folder: str) -> HttpResponse:
    drawn = kept(card, folder=folder)
    return HttpResponse(
        drawn, content_type="image/png", headers={"Cache-Control": FOR_EVER, "ETag": f'"{card.digest}"'}
    )


def kept(card: Card, *, folder: str) -> bytes:
    """The card as it was drawn before, or drawn now in place of those with an earlier title."""
    place = Path(settings.MEDIA_ROOT) / "cards" / folder
    file = place / f"{card.digest}.png"
    try:
        return file.read_bytes()
    except FileNotFoundError:
        drawn = card.png()
    place.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place, suffix=".new", delete=False) as new:
        new.write(drawn)
    os.replace(new.name, file)
    for old in place.glob("*.png"):
        if old != file:
            old.unlink(missing_ok=True)
    return drawn
