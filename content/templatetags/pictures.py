"""Small pictures that pages draw from an asset: its art, its stage's place, its tables' columns of figures."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from content.art import cover_art, subject
from content.document_links import reading_address
from content.models import AssetPage
from content.site_facts import closed_collections, library, stages

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


@register.simple_tag
def open_file(document):
    """The document if everybody may open it, else None: neither its title nor its name is told to others."""
    return document if document and document.collection_id not in closed_collections() else None


@register.simple_tag(takes_context=True)
def read_here(context, document) -> str:
    """The address at which a document of the page's asset is read in its place, or nothing where there is none."""
    asset = context.get("asset")
    return reading_address(asset.pk, document) if asset and document else ""


@register.simple_tag
def open_page(page):
    """The page if everybody may open it, else None: a link never tells the address of something hidden."""
    if not page or not page.live:
        return None
    if page.specific_class is not AssetPage:
        return page if Page.objects.filter(pk=page.pk).public().exists() else None
    return library().get(page.pk)
