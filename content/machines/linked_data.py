"""What our pages say of themselves to search engines, in the words of schema.org."""

import json

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from content.machines.link_pictures import Picture
from content.machines.origins import absolute, site_name
from content.models import AssetPage, Expert
from content.site_facts import closed_collections
from content.vehicles import Format

# The characters that could end a script element or start a comment in one, as JSON writes them.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
FILMED = {Format.VIDEO, Format.TALK, Format.WEBINAR}
KINDS = {Format.REPORT: "Report", Format.WHITE_PAPER: "Report", Format.SHORT_POST: "BlogPosting"}
#: Where on a gated page the rest would stand.
BEHIND_THE_GATE = ".asset-gate"


def as_script(told: dict) -> SafeString:
    """A data block: browsers do not execute it, so the content security policy lets it stand."""
    safe = json.dumps({"@context": "https://schema.org"} | told, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308 escaped for a script element


def asset(asset: AssetPage, request: HttpRequest, *, address: str, picture: Picture) -> dict:
    """An article, a report, a post or a film, as its format says."""
    film = _film(asset, request) if asset.format in FILMED else {}
    told = {
        "@type": "VideoObject" if film else KINDS.get(asset.format, "Article"),
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "description": asset.search_description or asset.summary,
        "author": [person(expert, request) for expert in asset.authors()] or [organisation(request)],
        "publisher": organisation(request),
        "datePublished": _moment(asset.first_published_at),
        "dateModified": _moment(asset.last_published_at),
        "inLanguage": settings.LANGUAGE_CODE,
        "keywords": sorted(row.tag.name for row in asset.asset_topics.all()),
        "sameAs": asset.canonical_url,
        "isAccessibleForFree": not asset.gated,
    }
    if asset.gated:
        told["hasPart"] = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": BEHIND_THE_GATE}
    return _said(told | (_as_film(asset, film, picture) if film else _as_text(asset, picture)))


def _as_text(asset: AssetPage, picture: Picture) -> dict:
    image = {"@type": "ImageObject", "url": picture.url, "width": picture.width, "height": picture.height}
    time = f"PT{asset.reading_minutes}M"
    return {"headline": asset.title, "image": image, "wordCount": asset.word_count, "timeRequired": time}


def _as_film(asset: AssetPage, film: dict, picture: Picture) -> dict:
    uploaded = _moment(asset.first_published_at)
    return {"name": asset.title, "thumbnailUrl": picture.url, "uploadDate": uploaded} | film


def _film(asset: AssetPage, request: HttpRequest) -> dict:
    """The first film of the body; where it can be seen is told only of an open asset."""
    film = next((block.value for block in asset.body if block.block_type == "video"), None)
    if film is None:
        return {}
    seconds = round(film["minutes"] * 60) if film["minutes"] else 0
    told = {"duration": f"PT{seconds // 60}M{seconds % 60}S" if seconds else ""}
    if film["file"] and not asset.gated and film["file"].collection_id not in closed_collections():
        told["contentUrl"] = absolute(request, film["file"].url)
    return told


def person(expert: Expert, request: HttpRequest) -> dict:
    told = {
        "@type": "Person",
        "name": expert.name,
        "url": absolute(request, reverse("expert", args=[expert.slug])),
        "jobTitle": expert.job_title,
    }
    if expert.organisation:
        told["affiliation"] = {"@type": "Organization", "name": expert.organisation}
    else:
        told["worksFor"] = organisation(request)
    return _said(told)


def expert(expert: Expert, request: HttpRequest, *, photo: str) -> dict:
    """The person whose page this is."""
    told = person(expert, request)
    more = {"mainEntityOfPage": told["url"], "description": expert.biography, "image": photo, "sameAs": expert.website}
    return _said(told | more)


def organisation(request: HttpRequest) -> dict:
    return {
        "@type": "Organization",
        "@id": absolute(request, "/#organisation"),
        "name": site_name(request),
        "url": absolute(request, "/"),
        "logo": {"@type": "ImageObject", "url": absolute(request, static("touchstone/icon-180.png"))},
    }


def website(request: HttpRequest) -> dict:
    search = absolute(request, reverse("search")) + "?q={search_term_string}"
    return {
        "@type": "WebSite",
        "name": site_name(request),
        "url": absolute(request, "/"),
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": {"@id": absolute(request, "/#organisation")},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }


def breadcrumbs(steps: list[tuple[str, str]]) -> dict:
    """From the first page to this one: name and whole address of each."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _said(told: dict) -> dict:
    return {name: value for name, value in told.items() if value not in ("", None, [], {})}


def _moment(at) -> str:
    return at.isoformat() if at else ""
