"""Joining what a browser read to the person it turns out to be. What a reader said is said once, true for ever."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from analytics.consent import TEXT_VERSION
from analytics.models import Consent, Visitor
from content.models import AssetPage
from leads.accounts import account_for
from leads.models import FormAnswer, Identification, Lead


@dataclass(frozen=True)
class Details:
    """What somebody says of themselves."""

    email: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""


@dataclass(frozen=True)
class Answered:
    """The lead that a form made or found, and the visitor that its browser is from now on, if it consented."""

    lead: Lead
    visitor: Visitor | None


@transaction.atomic
def answer_form(details: Details, asset: AssetPage, *, visitor: Visitor | None, at: datetime) -> Answered:
    """Keep who asked for a gated asset, and let earlier touches of a consenting browser join them.

    Sending the form twice changes nothing the second time.
    """
    lead = find_or_make_lead(details, at=at)
    said = {"at": at, "text_version": TEXT_VERSION}
    FormAnswer.objects.get_or_create(lead=lead, asset=asset, kind=FormAnswer.Kind.GATE, defaults=said)
    return Answered(lead, _joined(visitor, lead, at=at))


@transaction.atomic
def ask_to_talk(details: Details, message: str, asset: AssetPage, *, visitor: Visitor | None, at: datetime) -> Answered:
    """Keep who wants to talk with us and what about; the same words sent twice are one question."""
    lead = find_or_make_lead(details, at=at)
    said = {"at": at, "text_version": TEXT_VERSION}
    asked = FormAnswer.objects.filter(lead=lead, asset=asset, kind=FormAnswer.Kind.CONTACT, message=message)
    if not asked.exists():
        FormAnswer.objects.create(lead=lead, asset=asset, kind=FormAnswer.Kind.CONTACT, message=message, **said)
    return Answered(lead, _joined(visitor, lead, at=at))


def _joined(visitor: Visitor | None, lead: Lead, *, at: datetime) -> Visitor | None:
    return visitor and identify(visitor, lead, how=Identification.How.FORM, at=at)


def find_or_make_lead(details: Details, *, at: datetime) -> Lead:
    """The lead with this e-mail, now or before a merge. What we know about them is never overwritten, only completed."""
    email = details.email.strip().lower()
    email = Lead.objects.known_by(email).values_list("email", flat=True).first() or email
    lead, is_new = Lead.objects.select_for_update().get_or_create(
        email=email,
        defaults={
            "first_name": details.first_name,
            "last_name": details.last_name,
            "account": lambda: account_for(details.company, email=email),
            "known_at": at,
        },
    )
    if not is_new:
        _complete(lead, details)
    return lead


def _complete(lead: Lead, details: Details) -> None:
    lead.first_name = lead.first_name or details.first_name
    lead.last_name = lead.last_name or details.last_name
    if lead.account_id is None:
        lead.account = account_for(details.company, email=lead.email)
    lead.save(update_fields=["first_name", "last_name", "account"])


@transaction.atomic
def recognise(visitor: Visitor, lead: Lead, *, at: datetime) -> bool:
    """Take a browser that opened a personal link for its recipient's, until a reader says something else.

    What is known already stands. Whether it is this lead's now.
    """
    said, _ = Identification.objects.get_or_create(
        visitor=visitor, defaults={"lead": lead, "how": Identification.How.LINK, "at": at}
    )
    return said.lead_id == lead.pk


@transaction.atomic
def identify(visitor: Visitor, lead: Lead, *, how: Identification.How, at: datetime) -> Visitor:
    """Join a visitor to a lead by a reader's own deed; every touch comes along with its own time.

    Who was only taken for somebody by a personal link is from now on who they say they are, with all they read. A
    browser that belongs to somebody else is shared by two people: the newcomer becomes a visitor of their own, under
    the consent that this browser gave, and what was read before stays with the first person.
    """
    said, is_new = Identification.objects.select_for_update().get_or_create(
        visitor=visitor, defaults={"lead": lead, "how": how, "at": at, "confirmed_at": _sure(how, at=at)}
    )
    if is_new:
        return visitor
    if said.is_unconfirmed:
        _settle(said, lead, how=how, at=at)
    if said.lead_id == lead.pk:
        return visitor
    return _newcomer(visitor, lead, how=how, at=at)


def _settle(said: Identification, lead: Lead, *, how: Identification.How, at: datetime) -> None:
    """The reader has spoken: the guess that a link made is right, or gives way."""
    if said.lead_id == lead.pk:
        said.confirmed_at = at
    else:
        said.lead, said.how, said.at, said.confirmed_at = lead, how, at, _sure(how, at=at)
    said.save(update_fields=["lead", "how", "at", "confirmed_at"])


def _sure(how: Identification.How, *, at: datetime) -> datetime | None:
    """A link that asked to be confirmed, and was, needs nothing more; other ways need no confirmation."""
    return at if how == Identification.How.LINK else None


def _newcomer(visitor: Visitor, lead: Lead, *, how: Identification.How, at: datetime) -> Visitor:
    newcomer = Visitor.objects.create(first_seen_at=at)
    if consent := visitor.consents.order_by("at", "pk").last():
        Consent.objects.create(visitor=newcomer, choice=consent.choice, text_version=consent.text_version, at=at)
    Identification.objects.create(visitor=newcomer, lead=lead, how=how, at=at, confirmed_at=_sure(how, at=at))
    return newcomer
