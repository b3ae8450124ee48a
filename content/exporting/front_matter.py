"""What an asset says beside its text, as the import reads it: see docs/reference/front-matter.md."""

from datetime import UTC, date, datetime

import yaml

from content.models import AssetExpert, AssetPage

LONGEST_LINE = 10**9


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data) -> bool:
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def dumped(values: object) -> str:
    """YAML that says each value as it is: no aliases, no folded lines, letters as they are written."""
    return yaml.dump(
        values,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=LONGEST_LINE,
        default_flow_style=False,
    )


def front_matter(asset: AssetPage, *, cover: str, companion: str, redirects: list[str], scheduled: bool) -> str:
    """Between two lines of ---. Empty values are left out."""
    values = _identity(asset, scheduled=scheduled) | _placement(asset) | _people(asset)
    values |= {"companion": companion, "cover": cover} | _words(asset) | _policy(asset)
    values["redirect_from"] = redirects
    return f"---\n{dumped({name: _plain(value) for name, value in values.items() if value})}---\n"


def _identity(asset: AssetPage, *, scheduled: bool) -> dict:
    return {
        "title": asset.title,
        "slug": asset.slug,
        "id": str(asset.translation_key),
        "date": asset.first_published_at,
        "updated": asset.last_published_at,
        "draft": not (asset.live or asset.expired or scheduled),
        "expired": asset.expired and not asset.live,
        "summary": asset.summary,
    }


def _placement(asset: AssetPage) -> dict:
    return {
        "pillar": asset.pillar,
        "stage": asset.stage.slug if asset.stage else "",
        "placement_reason": asset.placement_reason,
        "format": asset.format,
        "topics": sorted(topic.name for topic in asset.topics.all()),
        "personas": sorted(persona.slug for persona in asset.personas.all()),
        "for_everyone": asset.for_everyone,
        "industries": sorted(industry.slug for industry in asset.industries.all()),
    }


def _people(asset: AssetPage) -> dict:
    """Authors by their slugs; if others had a part in it, everybody with the role."""
    rows = sorted(asset.asset_experts.all(), key=lambda row: (row.sort_order or 0, row.pk or 0))
    if all(row.role == AssetExpert.Role.AUTHOR for row in rows):
        return {"authors": [row.expert.slug for row in rows]}
    return {"experts": [{"slug": row.expert.slug, "role": str(row.role)} for row in rows]}


def _words(asset: AssetPage) -> dict:
    names = ("change_level", "catalyst", "evidence", "trend", "meaning", "what_to_do", "news_date")
    return {name: getattr(asset, name) for name in names}


def _policy(asset: AssetPage) -> dict:
    names = (
        *("shelf_life", "review_by", "relevant_until", "go_live_at", "expire_at", "gated", "gate_reason"),
        *("call_to_action", "call_to_action_reason", "canonical_url", "seo_title", "search_description"),
    )
    return {name: getattr(asset, name) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, str):
        return str(value)
    return value if isinstance(value, bool | int | date | list) else str(value)
