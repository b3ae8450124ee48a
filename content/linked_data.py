"""What an asset says about itself to search engines, as schema.org asks it."""

import json

from django.utils.safestring import SafeString, mark_safe

# The characters that could end a script element or start a comment in one, as JSON writes them.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def article(asset, *, address: str, site_name: str, picture: str = "") -> dict:
    told = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": asset.title,
        "description": asset.search_description or asset.summary,
        "url": address,
        "mainEntityOfPage": address,
        "image": picture,
        "datePublished": _moment(asset.first_published_at),
        "dateModified": _moment(asset.last_published_at),
        "author": [_person(expert) for expert in asset.authors()],
        "publisher": {"@type": "Organization", "name": site_name},
        "keywords": [row.tag.name for row in asset.asset_topics.all()],
        "wordCount": asset.word_count,
        "isAccessibleForFree": not asset.gated,
    }
    return {name: value for name, value in told.items() if value not in ("", None, [])}


def as_script(told: dict) -> SafeString:
    """A data block: browsers do not execute it, so the content security policy lets it stand."""
    safe = json.dumps(told, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{safe}</script>')  # noqa: S308 escaped for a script element


def _person(expert) -> dict:
    person = {"@type": "Person", "name": expert.name, "jobTitle": expert.job_title}
    if expert.organisation:
        person["affiliation"] = {"@type": "Organization", "name": expert.organisation}
    return {name: value for name, value in person.items() if value}


def _moment(at) -> str:
    return at.isoformat() if at else ""
