"""What salespeople hear from buyers: written in a sentence, read by whoever prepares for the next conversation."""

from datetime import datetime

from audiences.models import FieldNote, Industry, Persona
from buying_stages.models import BuyingStage
from users.models import User

LONGEST = FieldNote._meta.get_field("heard").max_length


def note(
    heard: str,
    *,
    industry: Industry | None,
    by: User,
    at: datetime,
    stage: BuyingStage | None = None,
    persona: Persona | None = None,
    topic: str = "",
) -> FieldNote:
    """One point, of no named company: whoever hears it later cannot tell who said it."""
    said = heard.replace("\x00", "").strip()[:LONGEST]
    return FieldNote.objects.create(
        heard=said, industry=industry, by=by, at=at, stage=stage, persona=persona, topic=topic
    )


def heard(
    *,
    industry: Industry | None = None,
    stage: BuyingStage | None = None,
    persona: Persona | None = None,
    topic: str = "",
    most: int = 20,
) -> list[FieldNote]:
    """What was heard and still stands, newest first; of all parts of the audience that are not named here."""
    asked = {"industry": industry, "stage": stage, "persona": persona, "topic": topic}
    narrowed = {name: value for name, value in asked.items() if value}
    notes = FieldNote.objects.filter(withdrawn_at=None, **narrowed)
    return list(notes.select_related("industry", "stage", "persona", "by").order_by("-at", "-pk")[:most])


def withdraw(note: FieldNote, *, at: datetime) -> None:
    """It shows nowhere any more; the row stays for whoever asks why."""
    FieldNote.objects.filter(pk=note.pk, withdrawn_at=None).update(withdrawn_at=at)
    note.refresh_from_db()
