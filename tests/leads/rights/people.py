"""One person who came through every door, with marks that occur nowhere else."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django_tasks_db.models import DBTaskResult
from msgspec.structs import replace
from wagtail.admin.models import FormState
from wagtail.log_actions import log

from analytics.collecting.rows import Bad, Sign, to_line
from analytics.collecting.spool import spool_in
from analytics.loading.draining import drain
from analytics.models import BadRow, HoneypotHit, Visitor
from analytics.usefulness import Sender, Vote, keep
from audiences.models import Demand, FieldNote
from content.models import Expert, ExpertCheck
from leads.identification import Details, answer_form, ask_to_talk
from leads.importing import import_leads
from leads.merging import merge
from leads.models import Lead, Letter
from leads.spreadsheets import Row
from library.models import Share
from library.sharing.chain import note_reader
from library.sharing.links import open_link, token_for
from library.sharing.making import share
from library.sharing.signals import note_thorough_reads
from revenue.crediting import credit_all
from tests.factories import NOON, make_asset, make_deal, make_lead, make_user, make_visitor
from tests.leads.makers import DAY, make_follower, make_topic

EMAIL = "zyxwmarker@residue.example"
FIRST, LAST = "Qzyxfirst", "Qzyxlast"
REMARK = "Qzyxremark in my own words"


@dataclass
class Everywhere:
    lead: Lead
    visitor: Visitor
    views: list[UUID]
    share: Share

    @property
    def marks(self) -> list[str]:
        keys = [self.visitor.key, *self.views, *self.letters]
        spellings = [form for key in keys for form in (str(key), key.hex)]
        return [EMAIL, FIRST, LAST, REMARK, self.share_key, *spellings]

    def __post_init__(self):
        self.letters = list(Letter.objects.filter(follower__lead=self.lead).values_list("key", flat=True))
        self.share_key = self.share.key


def sign(visitor, asset, *, view=None, seq=0, at=NOON, seconds=0, depth=0.0, **fields):
    return Sign(
        view=view or uuid4(), visitor=visitor.key, asset=asset.pk, seq=seq, active_ms=seconds * 1000, depth=depth,
        at=at, heard=at, **fields,
    )  # fmt: skip


def come_through_every_door() -> Everywhere:
    """Import, form, contact, reading, download, vote, follow, letter, link, bad row, deal, check, notes, the CMS."""
    seller = make_user()
    text = "word " * 200
    gated, other = make_asset("Gated", gated=True, text=text), make_asset("Other", text=text)
    import_leads([Row(2, {"email": EMAIL, "first_name": FIRST, "last_name": LAST, "account": "Residue"})], at=NOON)
    visitor = make_visitor(first_seen_at=NOON - DAY)
    visitor.consents.create(choice="given", text_version="1", at=NOON - DAY)
    lead = answer_form(Details(EMAIL, FIRST, LAST, "Residue"), gated, visitor=visitor, at=NOON).lead
    ask_to_talk(Details(EMAIL), f"{REMARK}. Call me, {FIRST}", other, visitor=visitor, at=NOON)
    views = _read(visitor, gated, other)
    keep(Vote(useful=True, remark=REMARK), gated, visitor=visitor, sender=Sender("10.0.0.1", "x"), at=NOON)
    follower = make_follower(EMAIL, make_topic("Resilience"))
    follower.letters.create(kind="digest", written_at=NOON, due_at=NOON, trouble=f"550 {EMAIL} unknown")
    link = share([gated], lead, by=seller, at=NOON - DAY, valid_for=9 * DAY, note=f"Dear {FIRST} {LAST}, {EMAIL}")
    note_reader(open_link(token_for(link), at=NOON), visitor, at=NOON - DAY)
    note_thorough_reads(at=NOON)
    make_deal(f"Retainer of {FIRST} {LAST}", lead=lead, account=None, closed_at=NOON + DAY, outcome="won")
    make_deal("Network", account=lead.account, closed_at=NOON + DAY, outcome="won", amount_cents=12_345_67)
    credit_all(at=NOON + DAY)
    expert = Expert.objects.create(name=f"{FIRST} {LAST}", slug="qzyxfirst-qzyxlast", email=EMAIL, biography=REMARK)
    ExpertCheck.objects.create(
        asset=gated,
        expert=expert,
        sent_to=EMAIL,
        message=f"Dear {FIRST}",
        comment=REMARK,
        sent_at=NOON,
        expires_at=NOON,
    )
    Demand.objects.create(kind="search", words=f"{FIRST} {LAST}", folded=f"{FIRST} {LAST}".lower(), by=seller, at=NOON)
    FieldNote.objects.create(heard=f"{EMAIL} says so", by=seller, at=NOON)
    BadRow.objects.create(at=NOON, reason="x", body=f'{{"id": "{views[0]}"}}')
    BadRow.objects.create(at=NOON, reason="x", body=f'{{"who": "{EMAIL.upper()}"}}')
    log(lead, "wagtail.edit", user=seller)
    _in_corners(lead, visitor, follower, seller)
    _still_in_the_spool(visitor, gated)
    return Everywhere(lead, visitor, views, link)


def _in_corners(lead, visitor, follower, colleague) -> None:
    """A former record, a notice that waits for a colleague, a half-filled form, a task, a link that no person sees."""
    merge(make_lead(f"old.{EMAIL}", first_name=FIRST, last_name=LAST), lead, by=colleague, at=NOON)
    session = SessionStore()
    session["_messages"] = f'[["__json_message",0,25,"Lead {FIRST} {LAST} updated.",""]]'
    session["kept"] = "yes"
    session.save()
    FormState.objects.create(
        data=f"email={quote(EMAIL)}&first_name={FIRST}",
        user=colleague,
        content_type=ContentType.objects.get_for_model(Lead),
        object_id="",
        parent_object_id="",
        last_updated_at=NOON,
    )
    DBTaskResult.objects.create(
        args_kwargs={"args": [EMAIL], "kwargs": {}}, task_path="x", queue_name="x", backend_name="x", run_after=NOON
    )
    HoneypotHit.objects.create(visitor=visitor, at=NOON)
    HoneypotHit.objects.create(mail=follower.letters.first().key.hex, at=NOON)


def _read(visitor, *assets) -> list[UUID]:
    """Through the spool, whose segment stays: its writer goes on."""
    views = [uuid4() for _ in assets]
    rows = []
    for view, asset in zip(views, assets, strict=True):
        rows += [
            sign(visitor, asset, view=view),
            sign(visitor, asset, view=view, seq=1, seconds=50, depth=1.0, did="download", target=7),
        ]
        later = NOON + timedelta(seconds=60)
        rows[-1] = replace(rows[-1], heard=later, at=later)
    spool_in(settings.SPOOL_DIR).append(map(to_line, rows))
    drain(at=NOON)
    return views


def _still_in_the_spool(visitor, asset) -> None:
    rows = [sign(visitor, asset, at=NOON + DAY), Bad(reason="x", body=EMAIL, at=NOON)]
    spool_in(settings.SPOOL_DIR).append(map(to_line, rows))
