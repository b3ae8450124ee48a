"""Rows and texts, kept for as long as they show the same."""

from django import template
from django.utils.safestring import SafeString

from content import pieces

register = template.Library()


@register.simple_tag(takes_context=True)
def asset_row(context, asset, level=3, *, picture=False, marked=False) -> SafeString:
    return pieces.row(asset, context.get("request"), level=level, picture=bool(picture), marked=bool(marked))


@register.simple_tag(takes_context=True)
def address(context, page) -> str:
    """As `pageurl`, also of an asset at a glance."""
    return page.get_url(context.get("request")) or ""


@register.simple_tag(takes_context=True)
def text_of(context, parts) -> SafeString:
    return pieces.text(parts, context.get("request"), context["page"])
