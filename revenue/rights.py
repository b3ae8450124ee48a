"""What deals hold of a person. Frozen facts keep their numbers and lose their names."""

from datetime import datetime

from django.db.models import QuerySet

from leads.rights.holdings import Holding, Mentions, Nobodys
from leads.rights.people import Person
from leads.rights.words import Matter, Words
from revenue.models import Credit, Crediting, Deal


def _without_the_person(deals: QuerySet, person: Person, at: datetime) -> None:
    deals.filter(account=None).update(lead=None, person_erased=True)
    deals.exclude(account=None).update(lead=None)


def _without_touches(credits: QuerySet, person: Person, at: datetime) -> None:
    """The asset of each stands on it already: the cents stay where they are."""
    Credit.objects.filter(touch__visitor__in=person.visitors).update(touch=None)


def of_revenue() -> list:
    return [
        Holding(
            model=Deal,
            key="deals",
            heading="Deals with you",
            words=Words(Matter.SELLING, "deal", "deals"),
            theirs=lambda person: Deal.objects.filter(lead=person.lead) if person.lead else Deal.objects.none(),
            told={
                "name": "name",
                "opened_at": "opened_at",
                "closed_at": "closed_at",
                "outcome": "get_outcome_display",
                "amount": "amount",
                "currency": "currency",
            },
            nameless=_without_the_person,
            because="Amount, dates and outcome, without whose it was.",
        ),
        Holding(
            model=Credit,
            key="credit",
            heading="Shares of deals that were given to what you read",
            words=Words(Matter.SELLING, "share of a deal", "shares of deals"),
            theirs=lambda person: (
                Credit.objects.filter(touch__visitor__in=person.visitors)
                .select_related("crediting__deal", "touch")
                .prefetch_related("asset")
                .order_by("crediting", "model", "pk")
            ),
            told={
                "piece": "asset.title",
                "opened_at": "touch.at",
                "by_the_model": "model",
                "cents": "cents",
                "currency": "crediting.deal.currency",
            },
            nameless=_without_touches,
            because="The asset keeps its share, to the cent; who read it is gone, and nothing is computed anew.",
        ),
        Mentions(model=Deal, fields=["name", "external_id"]),
        Nobodys(
            model=Crediting._meta.label,
            because="Which rules a deal was shared out by, and a fingerprint of what they saw.",
        ),
    ]
