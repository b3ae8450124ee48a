"""Small pictures that pages draw from an asset: its art, its stage's place, its tables' columns of figures."""

import re

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from content.art import cover_art, subject
from content.models import AssetPage
from content.querysets import NOT_ON_CARDS
from content.site_facts import stages

register = template.Library()

FIGURE = re.compile(r"^[\s~≈<>≤≥+−–-]*[€$£]?\s*\d[\d\s.,:/–−-]*\s*(%|‰|×|x|k|m|bn|pp|[a-zµ°]{1,3})?$", re.IGNORECASE)
LONGEST_FIGURE = 30
RAMP_STEPS = 7


@register.simple_tag
def art(asset) -> SafeString:
    """Drawn for assets without a cover; the first topic by name sets the way of drawing."""
    return mark_safe(cover_art(asset.title, asset.pillar, subject(asset)))  # noqa: S308 no text of theirs in it


@register.inclusion_tag("content/stage_ramp.html")
def stage_ramp(stage):
    """The buyer's road as a ramp of one hue, with this stage marked on it."""
    road = stages()
    last = max(len(road) - 1, 1)
    steps = [(each, 1 + round(place * (RAMP_STEPS - 1) / last)) for place, each in enumerate(road)]
    return {"stage": stage, "steps": steps}


@register.simple_tag
def columns_of_figures(rows) -> set[int]:
    """Which columns of a table hold figures, so that they line up under one another."""
    columns = [[str(cell or "").strip() for cell in column] for column in zip(*rows, strict=False)]
    return {place for place, cells in enumerate(columns) if _are_figures([cell for cell in cells if cell])}


def _are_figures(cells: list[str]) -> bool:
    return bool(cells) and all(len(cell) <= LONGEST_FIGURE and FIGURE.match(cell) for cell in cells)


@register.simple_tag(takes_context=True)
def open_page(context, page):
    """The page if this reader may open it, else None: a link never tells the address of something hidden."""
    if not page or not page.live:
        return None
    specific = page.specific_class
    if specific is not AssetPage:
        return page if Page.objects.filter(pk=page.pk).public().exists() else None
    user = getattr(context.get("request"), "user", None)
    return AssetPage.objects.open_to(user, at=timezone.now()).defer(*NOT_ON_CARDS).filter(pk=page.pk).first()
