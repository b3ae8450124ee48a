"""Which picture stands beside a link to something of ours: its cover, or else a drawn card."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from content.art import subject
from content.machines.origins import absolute, site_name
from content.machines.social_cards import HEIGHT, WIDTH, Card
from content.models import AssetPage
from content.site_facts import front_door

COVER = f"fill-{WIDTH}x{HEIGHT}|format-jpeg"


@dataclass(frozen=True)
class Picture:
    url: str
    width: int
    height: int
    type: str
    description: str


def card_of(asset: AssetPage, site: str) -> Card:
    return Card(title=asset.title, site=site, pillar=asset.pillar, topic=subject(asset))


def card_of_the_site(site: str) -> Card:
    home = front_door()
    return Card(title=(home and home.tagline) or site, site=site)


def picture_of(asset: AssetPage, request: HttpRequest) -> Picture:
    """No query after `with_byline`; a cover is cut to size once for ever."""
    if asset.cover and not asset.cover.is_svg():
        cut = asset.cover.get_rendition(COVER)
        return Picture(absolute(request, cut.url), cut.width, cut.height, "image/jpeg", asset.cover.default_alt_text)
    card = card_of(asset, site_name(request))
    return _drawn(card, absolute(request, reverse("asset_card", args=[asset.pk, card.digest])))


def picture_of_the_site(request: HttpRequest) -> Picture:
    card = card_of_the_site(site_name(request))
    return _drawn(card, absolute(request, reverse("site_card", args=[card.digest])))


def _drawn(card: Card, url: str) -> Picture:
    return Picture(url, WIDTH, HEIGHT, "image/png", card.description)
