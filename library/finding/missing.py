"""What to say, and whom to tell, when a search finds nothing."""

from dataclasses import dataclass
from datetime import datetime

from audiences.demand import note_search
from audiences.models import Demand, Industry, Persona
from buying_stages.models import BuyingStage
from content.public.spelling import did_you_mean
from library.finding.facets import Choice
from library.finding.searching import Found

#: A gap is a matter of these. That nothing overdue is found, or no video, is none.
SAID_OF_A_GAP = ("stage", "pillar", "persona", "industry")


@dataclass(frozen=True)
class Instead:
    """Other words that would find something, and the stage nearest to the chosen one that has an answer."""

    words: str = ""
    stage: Choice | None = None


def instead_of(found: Found) -> Instead:
    if found.without_filters:
        return Instead(stage=_nearest_stage(found))
    return Instead(words=did_you_mean(found.words, found.visible) if found.words else "")


def _nearest_stage(found: Found) -> Choice | None:
    stages = found.filter_on("stage")
    here = next((place for place, choice in enumerate(stages.choices) if choice.chosen), None)
    if here is None:
        return None
    by_distance = sorted(enumerate(stages.choices), key=lambda placed: abs(placed[0] - here))
    return next((choice for _, choice in by_distance if choice.count and not choice.chosen), None)


def note_gap(found: Found, *, by, at: datetime) -> Demand | None:
    """Leaves a word for the calendar if this search found nothing, and not because the index was away."""
    if not found.words or len(found) or found.matches.notes:
        return None
    chosen = {each.name: each.chosen.value for each in found.chosen}
    if found.without_filters and not chosen.keys() <= set(SAID_OF_A_GAP):
        return None
    return note_search(
        found.words,
        by=by,
        at=at,
        stage=BuyingStage.objects.filter(slug=chosen.get("stage") or found.stage_named).first(),
        pillar=chosen.get("pillar", ""),
        persona=Persona.objects.filter(slug=chosen.get("persona")).first(),
        industry=Industry.objects.filter(slug=chosen.get("industry")).first(),
    )
