"""What stands around the text of an asset: its gist, the people behind it, and whether its day has passed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from buying_stages.models import Pillar
from content.vehicles import ChangeLevel

WHOSE_CHANGE = {
    ChangeLevel.PERSONAL: "A change in the work of single people.",
    ChangeLevel.ORGANISATIONAL: "A change in how companies are organised.",
    ChangeLevel.INDUSTRY: "A change that runs through the whole industry.",
}


@dataclass(frozen=True)
class Point:
    """One thing that the asset says in short, under what it is an answer to."""

    heading: str
    text: str
    on: date | None = None


@dataclass(frozen=True)
class Group:
    """The people with one part in an asset."""

    heading: str
    people: Sequence


def gist(asset) -> list[Point]:
    """What its pillar asks an asset to say, as far as its editor has said it."""
    if asset.pillar == Pillar.PRACTICAL:
        points = [
            Point("What is happening", asset.trend, asset.news_date),
            Point("What it means", asset.meaning),
            Point("What to do", asset.what_to_do),
        ]
    else:
        points = [
            Point("Whose change", WHOSE_CHANGE.get(asset.change_level, "")),
            Point("What sets it off", asset.catalyst),
            Point("What shows it", asset.evidence),
        ]
    return [point for point in points if point.text]


def people_behind(asset) -> list[Group]:
    """Authors, interviewees and sources in the editor's order; no query after `with_byline`."""
    rows = list(asset.asset_experts.all())
    if not rows:
        return []
    role = rows[0].Role
    by_role = {each: [row.expert for row in rows if row.role == each] for each in role}
    headings = {
        role.AUTHOR: "The author" if len(by_role[role.AUTHOR]) == 1 else "The authors",
        role.INTERVIEWEE: "Interviewed for this",
        role.SOURCE: "Source" if len(by_role[role.SOURCE]) == 1 else "Sources",
    }
    return [Group(headings[each], by_role[each]) for each in role if by_role[each]]


def is_past(asset, *, today: date) -> bool:
    """Whether it speaks of something that was current until a day that is over."""
    return asset.relevant_until is not None and asset.relevant_until < today
