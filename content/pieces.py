"""The pieces that public pages are put together from, each made once for as long as it shows the same."""

import re

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text.rewriters import extract_attrs

from content.art import subject
from content.fragments import fragment
from content.freshness import current
from content.glances import Glance, glance_of
from content.models import AssetPage
from content.outline import Part
from content.site_facts import library, site_of

LINK = re.compile(r"<a\b[^>]*>")
PAGE_KEY = re.compile(r"[0-9]{1,18}")
# These show nothing but what they are made of.
PLAIN = {"heading", "quote", "table"}
UNKNOWN = object()


def row(asset: AssetPage | Glance, request: HttpRequest, *, level: int, picture: bool, marked: bool) -> SafeString:
    """An asset in a list. `level` is the heading's; `picture` shows its cover or art, `marked` its question."""
    address = asset.get_url(request)
    told = {"asset": asset, "address": address, "level": level, "picture": picture, "marked": marked}

    def make() -> SafeString:
        return render_to_string("content/asset_row.html", told | {"request": request})

    pictured = _picture_of(asset) if picture else ()
    if pictured is UNKNOWN:
        return make()
    seen = asset if isinstance(asset, Glance) else glance_of(asset)
    return fragment(("row", seen, address, level, marked, pictured, timezone.localdate().year), make)


def _picture_of(asset: AssetPage) -> object:
    if not asset.cover_id:
        return ("art", subject(asset))
    version = current()
    return UNKNOWN if version is None else ("cover", asset.cover_id, version)


def text(parts: list[Part], request: HttpRequest, asset: AssetPage) -> SafeString:
    """The body of an asset."""
    return mark_safe("".join(_block(part, request, asset) for part in parts))  # noqa: S308 each is a rendered block


def _block(part: Part, request: HttpRequest, asset: AssetPage) -> SafeString:
    def make() -> SafeString:
        return part.block.render_as_block({"anchor": part.anchor, "request": request, "asset": asset})

    others = _others_in(part, request)
    if others is UNKNOWN:
        return make()
    # A document is read at an address that names the asset too.
    stands_in = asset.pk if part.kind == "download" else None
    return fragment(("block", part.kind, part.stored, part.anchor, others, stands_in), make)


def _others_in(part: Part, request: HttpRequest) -> object:
    """What a block shows of other rows: nothing, the addresses that it leads to, or else the version of all."""
    stored = part.stored
    if part.kind in PLAIN:
        return ()
    linked = None
    if part.kind == "text":
        linked = _pages_linked(stored)
    elif part.kind == "call_to_action":
        linked = [stored["page"]] if stored.get("page") else []
    elif part.kind == "video" and not stored.get("file"):
        linked = _pages_linked(stored.get("transcript") or "")
    if linked == []:
        return ()
    site, known = site_of(request), library()
    if linked and all(key in known for key in linked):
        return (site and site.pk, *((known[key].get_url(), known[key].get_url(request)) for key in linked))
    version = current()
    return UNKNOWN if version is None else (site and site.pk, version)


def _pages_linked(html: str) -> list[int] | None:
    """The keys of the pages that a text links to, or None if it also shows something else of ours."""
    if "<embed" in html:
        return None
    links = [extract_attrs(tag) for tag in LINK.findall(html) if "linktype" in tag] if "linktype" in html else []
    keys = [link.get("id", "") if link.get("linktype") == "page" else "" for link in links]
    return [int(key) for key in keys] if all(map(PAGE_KEY.fullmatch, keys)) else None
