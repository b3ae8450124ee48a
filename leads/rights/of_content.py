"""What content, audiences and the people of the house hold of a person who also reads."""

from datetime import datetime
from uuid import uuid4

from django.db.models import QuerySet
from django.urls import reverse

from audiences.models import Demand, FieldNote
from content.models import (
    AgreementRemark,
    AssetExpert,
    Expert,
    ExpertCheck,
    Interview,
    OffsiteBlog,
    SalesEdition,
    StageAgreement,
)
from content.redirects import free
from leads.rights.holdings import Holding, Mentions, Nobodys
from leads.rights.people import Person
from leads.rights.words import Matter, Words


def _checks(person: Person) -> QuerySet:
    return ExpertCheck.objects.filter(sent_to__in=person.emails) | ExpertCheck.objects.filter(
        expert__email__in=person.emails
    )


def _without_the_expert(checks: QuerySet, person: Person, at: datetime) -> None:
    ExpertCheck.objects.filter(pk__in=list(checks.values_list("pk", flat=True))).update(
        sent_to="", message="", comment="", mail_trouble=""
    )


def _without_an_address(experts: QuerySet, person: Person, at: datetime) -> None:
    """Whoever has published with us stays the author of it; of the others nothing stays but a place in the history."""
    for expert in experts:
        expert.email = ""
        address = reverse("expert", args=[expert.slug])
        is_public = AssetExpert.objects.filter(expert=expert).exists() or _speaks_in_public(expert)
        if not is_public:
            expert.name, expert.slug = "Somebody whose data was erased", f"erased-{uuid4().hex[:12]}"
            expert.job_title = expert.organisation = expert.biography = expert.website = ""
            expert.photo = None
        expert.save()
        if not is_public:  # the former address names them, and would lead on
            free(address)


def _speaks_in_public(expert: Expert) -> bool:
    return Interview.objects.filter(expert=expert).exists() or OffsiteBlog.objects.filter(expert=expert).exists()


OF_CONTENT = [
    Holding(
        model=Expert,
        key="expert",
        heading="You as an expert of ours",
        words=Words(Matter.PERSON, "entry as an expert", "entries as an expert"),
        theirs=lambda person: Expert.objects.filter(email__in=person.emails),
        told={
            "name": "name",
            "job_title": "job_title",
            "organisation": "organisation",
            "biography": "biography",
            "email": "email",
            "website": "website",
        },
        nameless=_without_an_address,
        because="Whoever has published with us stays the author of it, without an address; an editor decides on the name.",
    ),
    Holding(
        model=ExpertCheck,
        key="expert_checks",
        heading="Drafts that we asked you to check",
        words=Words(Matter.MAIL, "draft that they were asked to check", "drafts that they were asked to check"),
        theirs=lambda person: _checks(person).select_related("asset").order_by("sent_at", "pk"),
        told={
            "sent_at": "sent_at",
            "sent_to": "sent_to",
            "draft": "asset.title",
            "our_message": "message",
            "answered_at": "answered_at",
            "verdict": "get_verdict_display",
            "your_comment": "comment",
        },
        nameless=_without_the_expert,
        because="That a draft was checked, when, and with what verdict; not by whom, nor in whose words.",
    ),
    Mentions(model=Demand, fields=["words", "folded", "why", "answer"]),
    Mentions(model=FieldNote, fields=["heard"]),
    Mentions(model=AgreementRemark, fields=["text"]),
    Mentions(model=StageAgreement, fields=["note", "ended_because"]),
    Mentions(model=SalesEdition, fields=["internal_notes"]),
    *(
        Nobodys(model=label, because="What we publish, or write to publish. Its editors decide whom it names.")
        for label in [
            "content.AssetExpert",
            "content.AssetPage",
            "content.AssetPage_personas",
            "content.AssetPage_industries",
            "content.AssetTopic",
            "content.AssetImage",
            "content.AssetRendition",
            "content.AssetDocument",
            "content.HomePage",
            "content.InsightsPage",
            "content.Interview",
            "content.InterviewQuote",
            "content.OffsiteBlog",
            "content.OffsiteBlog_topics",
            "content.OffsitePost",
            "content.SalesAttachment",
            "content.Topic",
            "content.ImportedAsset",
            "wagtailcore.Page",
            "wagtailcore.Revision",
        ]
    ),
    *(
        Nobodys(model=label, because="How we work. It knows our colleagues and no readers.")
        for label in [
            "content.EditorialSettings",
            "content.PublicChange",
            "content.ReviewTask",
            "content.ReviewTask_groups",
            "content.ExpertCheckTask",
            "content.ExpertCheckTask_groups",
            "content.ReviewStep",
            "audiences.Persona",
            "audiences.Industry",
            "buying_stages.BuyingStage",
            "users.User",
            "users.User_groups",
            "users.User_user_permissions",
        ]
    ),
]
