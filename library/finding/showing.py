"""What a list of results shows of each asset beside its own fields: passages, the sales edition, who had it before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from wagtail.rich_text import get_text_for_indexing

from content.asset_text import plain_text
from content.models import AssetPage, SalesEdition
from content.passages import highlighter, passages
from library.desk import SEES_EDITIONS
from library.finding.evidence import NONE_YET, Evidence
from library.finding.scopes import Seen
from library.finding.searching import Found


@dataclass(frozen=True)
class Shown:
    asset: AssetPage
    lines: list[str]
    evidence: Evidence
    seen: Seen | None
    has_edition: bool = False
    only_in_edition: bool = False


def shown(found: Found, assets: Iterable[AssetPage], *, user) -> list[Shown]:
    """One query more, for those who see sales editions."""
    assets = list(assets)
    editions = _editions(assets) if user.has_perm(SEES_EDITIONS) else {}
    highlight = highlighter()
    return [
        Shown(
            asset,
            _lines(asset, editions.get(asset.pk), found, highlight),
            found.evidence.get(asset.pk, NONE_YET),
            found.scope.seen.get(asset.pk),
            asset.pk in editions,
            asset.pk in found.matches.only_in_edition,
        )
        for asset in assets
    ]


def edition_text(edition: SalesEdition) -> str:
    """What is indexed of it, as one text; internal notes are not searched, so they are not shown here either."""
    said = [edition.talking_points, edition.questions_to_ask]
    for block in edition.objections.raw_data:
        said += [block["value"].get("objection") or "", block["value"].get("answer") or ""]
    return "\n".join(get_text_for_indexing(text) for text in said if text)


def _editions(assets: list[AssetPage]) -> dict[int, SalesEdition]:
    return {edition.asset_id: edition for edition in SalesEdition.objects.filter(asset__in=assets)}


def _lines(asset: AssetPage, edition: SalesEdition | None, found: Found, highlight: Callable) -> list[str]:
    if not found.words:
        return [asset.summary]
    only_in_edition = edition and asset.pk in found.matches.only_in_edition
    text = edition_text(edition) if only_in_edition else plain_text(asset)
    return passages(text, found.looked_for, summary=asset.summary, highlight=highlight)
