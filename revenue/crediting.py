"""Giving a won deal's amount to the touches that came before it: versioned, and written only when something changed.

Credits whose reader's data was erased are frozen: assets keep them, and nothing is computed anew from what is left.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Sum
from django.utils import timezone

from analytics.models import Touch
from leads.models import Lead
from revenue.attribution import MODELS, RULES, Journey, attribute, collapse, eligible, share_out
from revenue.models import Credit, Crediting, Deal

#: The models that every won deal is credited by, in the order in which reports show them.
CREDITED = ["first", "last", "linear", "u", "w", "full-path", "time-decay-7d"]
DEALS_AT_ONCE = 200


@dataclass(frozen=True)
class GroupTouch:
    """A touch of somebody in the buying group."""

    id: int
    person: int
    asset: int
    at: datetime
    last_at: datetime


@dataclass(frozen=True)
class Facts:
    """All that the credits of a deal depend on."""

    cents: int
    touches: Sequence[GroupTouch]
    known_at: datetime | None
    opened_at: datetime
    closed_at: datetime

    @property
    def journey(self) -> Journey:
        return Journey(self.touches, self.known_at, self.opened_at, self.closed_at)

    @property
    def fingerprint(self) -> str:
        moments = [moment.isoformat() if moment else "" for moment in (self.known_at, self.opened_at, self.closed_at)]
        touches = [f"{touch.id}@{touch.at.isoformat()}" for touch in self.touches]
        return sha256("|".join([RULES, *CREDITED, str(self.cents), *moments, *touches]).encode()).hexdigest()


@transaction.atomic
def credit(deal: Deal, *, at: datetime) -> Crediting | None:
    """The deal's current crediting; a new version of it if its facts or our rules have changed.

    A deal that is no longer won keeps its versions, none of them current.
    """
    deal = Deal.objects.select_for_update().get(pk=deal.pk)
    current = deal.creditings.filter(current=True).first()
    if deal.outcome != Deal.Outcome.WON:
        deal.creditings.filter(current=True).update(current=False)
        return None
    if frozen := _frozen_version(deal):
        return _as_it_was(deal, frozen, at=at)
    facts = facts_of([deal])[deal.pk]
    if current and current.rules == RULES and current.facts == facts.fingerprint:
        return current
    return _new_version(deal, facts, at=at)


def _new_version(deal: Deal, facts: Facts, *, at: datetime) -> Crediting:
    crediting = _next_version(deal, rules=RULES, facts=facts.fingerprint, at=at)
    Credit.objects.bulk_create(credit for model in CREDITED for credit in _credits(crediting, model, facts))
    return crediting


def _next_version(deal: Deal, **said) -> Crediting:
    newest = deal.creditings.aggregate(newest=Max("version"))["newest"] or 0
    deal.creditings.filter(current=True).update(current=False)
    return deal.creditings.create(version=newest + 1, **said)


_OF_THE_ERASED = Exists(Credit.objects.filter(crediting=OuterRef("pk"), touch=None, asset__isnull=False))


def _frozen_version(deal: Deal) -> Crediting | None:
    """The newest, if touches that it stands on are no longer there."""
    newest = deal.creditings.annotate(is_frozen=_OF_THE_ERASED).order_by("-version").first()
    return newest if newest and newest.is_frozen else None


def _as_it_was(deal: Deal, frozen: Crediting, *, at: datetime) -> Crediting:
    """The same credits; of another amount the same shares, so that they still add up to it."""
    shares = {model: list(frozen.credits.filter(model=model).order_by("pk")) for model in CREDITED}
    if any(sum(share.cents for share in some) != deal.amount_cents for some in shares.values()):
        return _scaled(deal, frozen, shares, at=at)
    if not frozen.current:
        frozen.current = True
        frozen.save(update_fields=["current"])
    return frozen


def _scaled(deal: Deal, frozen: Crediting, shares: dict[str, list[Credit]], *, at: datetime) -> Crediting:
    crediting = _next_version(deal, rules=frozen.rules, facts=frozen.facts, at=at)
    for model, before in shares.items():
        cents = share_out(deal.amount_cents, [Fraction(abs(share.cents)) for share in before])
        Credit.objects.bulk_create(
            Credit(crediting=crediting, model=model, touch_id=share.touch_id, asset_id=share.asset_id, cents=part)
            for share, part in zip(before, cents, strict=True)
        )
    return crediting


def _credits(crediting: Crediting, model: str, facts: Facts) -> list[Credit]:
    """One row a touch; one without a touch when nothing of ours was read before the sale."""
    if not facts.touches:
        return [Credit(crediting=crediting, model=model, touch=None, cents=facts.cents)]
    shares = attribute(facts.cents, facts.journey, MODELS[model])
    return [
        Credit(crediting=crediting, model=model, touch_id=touch.id, asset_id=touch.asset, cents=share)
        for touch, share in zip(facts.touches, shares, strict=True)
    ]


def credit_all(*, at: datetime) -> int:
    """Bring every crediting up to date, and say how many deals needed it.

    Deals whose facts stand cost four queries for every two hundred of them.
    """
    Crediting.objects.filter(current=True).exclude(deal__outcome=Deal.Outcome.WON).update(current=False)
    won = list(Deal.objects.filter(outcome=Deal.Outcome.WON).order_by("pk"))
    chunks = (won[i : i + DEALS_AT_ONCE] for i in range(0, len(won), DEALS_AT_ONCE))
    stale = [deal for chunk in chunks for deal in _stale(chunk)]
    for deal in stale:
        credit(deal, at=at)
    return len(stale)


def _stale(deals: Sequence[Deal]) -> list[Deal]:
    facts = facts_of(deals)
    standing = dict(Crediting.objects.filter(current=True, deal__in=deals, rules=RULES).values_list("deal", "facts"))
    frozen = _frozen_amounts(deals)
    return [
        deal
        for deal in deals
        if (
            frozen[deal.pk] != deal.amount_cents
            if deal.pk in frozen
            else standing.get(deal.pk) != facts[deal.pk].fingerprint
        )
    ]


def _frozen_amounts(deals: Sequence[Deal]) -> dict[int, int]:
    """Of deals whose current credits are frozen, what these add up to."""
    frozen = Crediting.objects.filter(_OF_THE_ERASED, current=True, deal__in=deals)
    sums = Credit.objects.filter(crediting__in=frozen, model=CREDITED[0]).order_by().values_list("crediting__deal")
    return dict(sums.annotate(cents=Sum("cents")))


def facts_of(deals: Sequence[Deal]) -> dict[int, Facts]:
    """The facts of closed deals, in two queries for all of them.

    A day is a day where the company is: the clock of whoever saves a deal in the CMS must not change its credits.
    """
    known, touches = _groups(deals)
    return {
        deal.pk: Facts(
            cents=deal.amount_cents,
            touches=collapse(eligible(touches[_group(deal)], deal.closed_at), timezone.get_default_timezone()),
            known_at=known.get(_group(deal)),
            opened_at=deal.opened_at,
            closed_at=deal.closed_at,
        )
        for deal in deals
    }


Group = tuple[str, int]


def _group(deal: Deal) -> Group:
    """Whose reading counts; `Deal.buying_group` says the same of one deal."""
    return ("account", deal.account_id) if deal.account_id else ("lead", deal.lead_id)


def _groups(deals: Iterable[Deal]) -> tuple[dict[Group, datetime], dict[Group, list[GroupTouch]]]:
    """When each buying group was first known, and its touches in order."""
    wanted = {_group(deal) for deal in deals}
    leads = Lead.objects.filter(account__in=[key for kind, key in wanted if kind == "account"]) | Lead.objects.filter(
        pk__in=[key for kind, key in wanted if kind == "lead"]
    )
    groups_of: dict[int, list[Group]] = {}
    known: dict[Group, datetime] = {}
    for lead, account, known_at in leads.values_list("pk", "account", "known_at"):
        groups_of[lead] = [group for group in (("account", account), ("lead", lead)) if group in wanted]
        known |= {group: min(known_at, known.get(group, known_at)) for group in groups_of[lead]}
    touches: dict[Group, list[GroupTouch]] = defaultdict(list)
    rows = Touch.objects.counted().filter(visitor__identification__lead__in=leads).in_order()
    for row in rows.values_list("pk", "visitor__identification__lead", "asset", "at", "last_at"):
        touch = GroupTouch(*row)
        for group in groups_of.get(touch.person, []):
            touches[group].append(touch)
    return known, touches
