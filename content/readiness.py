"""What a live asset cannot be without, each with the sentence that an editor reads."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from buying_stages.models import BuyingStage, CallToAction
from content.vehicles import ShelfLife

A_YEAR = timedelta(days=365)


def in_a_year() -> date:
    """When a piece that is written today is read again, unless its editor says otherwise."""
    return timezone.localdate() + A_YEAR


def last_moment_of(day: date) -> datetime:
    """The end of a day in the site's own time zone, aware; to the minute, as the editor shows it."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def what_is_missing(asset, *, personas: Collection) -> dict[str, str]:
    """Field name -> what is missing there. Personas are given, since a form holds them apart from the asset."""
    return _readers(asset, personas) | _shelf_life(asset) | _placement(asset) | _policy(asset) | _companion(asset)


def _readers(asset, personas) -> dict[str, str]:
    if personas or asset.for_everyone:
        return {}
    return {"personas": "Choose at least one persona, or say that it is for everyone."}


def _shelf_life(asset) -> dict[str, str]:
    if asset.shelf_life == ShelfLife.NEWS:
        if asset.relevant_until or asset.expire_at:
            return {}
        return {"relevant_until": "News needs a last day: after it the piece is taken off the site."}
    return {} if asset.review_by else {"review_by": "An evergreen needs a day by which somebody reads it again."}


def _placement(asset) -> dict[str, str]:
    stage = asset.stage
    if not stage or not asset.pillar or asset.placement_reason.strip():
        return {}
    words = unusual_placement(stage, asset.pillar)
    return {"placement_reason": words} if words else {}


def unusual_placement(stage: BuyingStage, pillar: str) -> str:
    """What an editor is told where the stage seldom asks this pillar's question; nothing where it does."""
    if not stage.seldom_asks(pillar):
        return ""
    return (
        f"Only {stage.share_of(pillar)}% of the {stage.name} stage is meant to be {pillar}. "
        "Choose another stage or pillar, or say here why it belongs."
    )


def _policy(asset) -> dict[str, str]:
    stage, missing = asset.stage, {}
    if stage and asset.gated and not asset.gate_reason.strip() and (words := unusual_gate(stage)):
        missing["gated"] = words
    asks_for_contact = asset.call_to_action == CallToAction.CONTACT
    if stage and asks_for_contact and not asset.call_to_action_reason.strip() and (words := unusual_contact(stage)):
        missing["call_to_action"] = words
    return missing


def unusual_gate(stage: BuyingStage) -> str:
    if stage.allows_gate:
        return ""
    return f"Readers at the {stage.name} stage get everything without a form. Open it, or give a reason."


def unusual_contact(stage: BuyingStage) -> str:
    if stage.allows_contact:
        return ""
    return f"Nobody is asked to talk to sales at the {stage.name} stage. Choose another call, or give a reason."


def _companion(asset) -> dict[str, str]:
    other = asset.companion
    if not other:
        return {}
    if other.pk == asset.pk:
        return {"companion": "An asset cannot be its own companion."}
    if other.pillar == asset.pillar:
        return {
            "companion": f"The companion answers the other question; \u201c{other.title}\u201d is {other.pillar}, too."
        }
    return {}
