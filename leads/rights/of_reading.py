"""What the tables of reading hold of a person: of their browsers, and of what somebody sent us by mistake."""

from datetime import datetime

from django.db.models import Q, QuerySet

from analytics.models import (
    Consent,
    Deed,
    HoneypotHit,
    PageView,
    Quarantine,
    Touch,
    UsefulnessVote,
    Visitor,
)
from leads.models import Letter
from leads.rights.holdings import Holding, Nobodys
from leads.rights.of_leads import IDENTIFICATIONS
from leads.rights.people import Person
from leads.rights.telling import Column
from leads.rights.words import Matter, Words


def _without_the_reader(votes: QuerySet, person: Person, at: datetime) -> None:
    votes.update(visitor=None, remark="")


def _of_their_mail(person: Person) -> QuerySet:
    return Letter.objects.filter(follower__in=person.followers).values_list("key", flat=True)


def _hits(person: Person) -> QuerySet:
    keys = [form for key in _of_their_mail(person) for form in (key.hex, str(key))]
    return HoneypotHit.objects.filter(Q(visitor__in=person.visitors) | Q(mail__in=keys))


OF_READING = [
    Holding(
        model=Visitor,
        key="browsers",
        heading="Browsers that we remember",
        words=Words(Matter.READING, "browser that we remember", "browsers that we remember"),
        theirs=lambda person: Visitor.objects.filter(pk__in=person.visitors),
        told={"browser": "key", "first_seen_at": "first_seen_at", "consent_withdrawn_at": "withdrawn_at"},
    ),
    IDENTIFICATIONS,
    Holding(
        model=Consent,
        key="consents",
        heading="What you answered when we asked to remember you",
        words=Words(Matter.READING, "answer on consent", "answers on consent"),
        theirs=lambda person: (
            Consent.objects.filter(visitor__in=person.visitors).select_related("visitor").order_by("at", "pk")
        ),
        told={"browser": "visitor.key", "at": "at", "answer": "get_choice_display", "privacy_text": "text_version"},
    ),
    Holding(
        model=Touch,
        key="reading",
        heading="What you read",
        words=Words(Matter.READING, "touch", "touches"),
        theirs=lambda person: (
            Touch.objects.filter(visitor__in=person.visitors)
            .select_related("visitor")
            .prefetch_related("asset")
            .in_order()
        ),
        told={
            "browser": "visitor.key",
            "opened_at": "at",
            "last_sign_at": "last_at",
            "piece": "asset.title",
            "active_seconds": Column("active_ms", lambda ms: ms / 1000),
            "depth": "depth",
            "read_thoroughly": "thorough",
            "source": "source",
            "medium": "medium",
            "campaign": "campaign",
            "referrer": "referrer",
            "country": "country",
            "set_aside_as_a_machines": "get_quarantined_for_display",
        },
    ),
    Holding(
        model=PageView,
        key="page_views",
        heading="Each time that you opened a page",
        words=Words(Matter.READING, "page view", "page views"),
        theirs=lambda person: (
            PageView.objects.filter(touch__visitor__in=person.visitors)
            .select_related("touch")
            .prefetch_related("touch__asset")
            .order_by("heard_from", "pk")
        ),
        told={
            "number": "pk",
            "piece": "touch.asset.title",
            "heard_from": "heard_from",
            "heard_until": "heard_until",
            "active_ms": "active_ms",
            "depth": "depth",
            "of_its_documents": "pages",
            "of_its_film": "film",
            "was_on_the_screen": "shown",
            "mail": "mail",
        },
    ),
    Holding(
        model=Deed,
        key="deeds",
        heading="What you did on a page besides reading",
        words=Words(Matter.READING, "download, share or next step", "downloads, shares and next steps"),
        theirs=lambda person: (
            Deed.objects.filter(page_view__touch__visitor__in=person.visitors)
            .select_related("page_view__touch")
            .prefetch_related("page_view__touch__asset")
            .order_by("at", "pk")
        ),
        told={"at": "at", "what": "get_kind_display", "on": "page_view.touch.asset.title", "target": "target"},
    ),
    Holding(
        model=Quarantine,
        key="set_aside",
        heading="Reading that looked like a machine's",
        words=Words(Matter.READING, "touch set aside as a machine’s", "touches set aside as a machine’s"),
        theirs=lambda person: (
            Quarantine.objects.filter(touch__visitor__in=person.visitors)
            .select_related("touch")
            .prefetch_related("touch__asset")
            .order_by("at", "pk")
        ),
        told={
            "at": "at",
            "piece": "touch.asset.title",
            "reason": "get_reason_display",
            "evidence": "evidence",
            "verdict": "get_verdict_display",
            "decided_at": "decided_at",
        },
    ),
    Holding(
        model=HoneypotHit,
        key="hidden_links",
        heading="Links that no person sees, followed all the same",
        words=Words(Matter.READING, "hidden link followed", "hidden links followed"),
        theirs=_hits,
        told={"at": "at", "mail": "mail"},
    ),
    Holding(
        model=UsefulnessVote,
        key="votes",
        heading="Whether you found pieces useful",
        words=Words(Matter.READING, "vote on whether an asset was useful", "votes on whether assets were useful"),
        theirs=lambda person: (
            UsefulnessVote.objects.filter(visitor__in=person.visitors).prefetch_related("asset").order_by("day", "pk")
        ),
        told={
            "day": "day",
            "piece": "asset.title",
            "useful": "useful",
            "reason": "get_reason_display",
            "remark": "remark",
        },
        nameless=_without_the_reader,
        because="A yes or a no for an asset, without whoever said it and without their own words.",
    ),
    *(
        Nobodys(model=f"analytics.{name}", because=because)
        for name, because in [
            ("Consumption", "Sums. What erased reading had added stays in them."),
            ("Remainder", "Sums of what was erased, without names."),
            ("DailyCount", "A number for a day and an asset."),
            ("HeldOpenings", "A number for a day and an asset."),
            ("DroppedCount", "A number for a day and a reason."),
            ("SpoolMark", "How far a file was read."),
            ("ReadAs", "What an asset was."),
            ("DaySalt", "One random number, replaced every day."),
            ("BadRow", "Those that hold an address or a number of theirs are deleted: see leads/rights/traces.py."),
        ]
    ),
]
