"""The words that assets share, as entries of the YAML files that content/importing/vocabulary.py reads."""

from audiences.models import Industry, Persona
from buying_stages.models import BuyingStage
from content.exporting.files import Files
from content.models import Expert, Topic


def expert(row: Expert, files: Files) -> dict:
    """Without the e-mail address, which is the expert's own."""
    said = _said(row, "slug", "name", "kind", "job_title", "organisation", "biography", "website")
    photo = files.picture(row.photo_id)
    return said | ({"photo": photo} if photo else {})


def topic(row: Topic) -> dict:
    return _said(row, "slug", "name", "introduction", "target_interval_days")


def persona(row: Persona) -> dict:
    return _said(row, "slug", "name", "description", "questions")


def industry(row: Industry) -> dict:
    return _said(row, "slug", "name")


def stage(row: BuyingStage) -> dict:
    words = _said(row, "slug", "name", "buyer_question", "call_to_action")
    names = ("aspirational_share", "allows_gate", "allows_contact", "brand_mentions_limit", "needs_sales_edition")
    return words | {name: getattr(row, name) for name in names}


def _said(row, *names: str) -> dict:
    values = ((name, getattr(row, name)) for name in names)
    return {name: value if isinstance(value, int) else str(value) for name, value in values if value not in ("", None)}
