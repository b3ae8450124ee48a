"""For whom somebody searches: one account or one lead, with what its people read already and were sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet
from django.utils.formats import date_format

from analytics.models import Touch
from audiences.folding import tidy
from audiences.models import Industry
from buying_stages.models import BuyingStage
from content.public.search_words import printable
from leads.accounts import industry_of
from leads.models import Account, Lead
from leads.querysets import LONGEST_SEARCH
from library.models import CollectionItem

SEES_LEADS = "leads.view_lead"
#: So far down counts as read, if the reading was not thorough anyway.
READ = 0.5
MOST_DIGITS = 18
MOST_CHOICES = 12


class Seen(NamedTuple):
    """What one person, or several of one company, had of an asset before. Only what was read or sent ranks lower."""

    in_words: str
    because: str
    ranks_below: bool


@dataclass(frozen=True)
class Scope:
    """`reached` is the furthest stage of which its people read something thoroughly."""

    account: Account | None = None
    lead: Lead | None = None
    industry: Industry | None = None
    seen: Mapping[int, Seen] = field(default_factory=dict)
    reached: BuyingStage | None = None

    @property
    def name(self) -> str:
        return str(self.lead or self.account or "")

    @property
    def address(self) -> dict[str, int]:
        if self.lead:
            return {"lead": self.lead.pk}
        return {"account": self.account.pk} if self.account else {}


NOBODY = Scope()


def scope_of(address: Mapping[str, str], *, user) -> tuple[Scope, list[str]]:
    """Whom an address names; somebody unknown or not to be seen is left out with a sentence."""
    asked = {name: (address.get(name) or "").strip() for name in ("account", "lead")}
    if not any(asked.values()):
        return NOBODY, []
    if not user.has_perm(SEES_LEADS):
        return NOBODY, ["You may not see accounts and leads, so the search is for nobody in particular."]
    lead = _found(Lead.objects.select_related("account"), asked["lead"])
    account = _found(Account.objects.all(), asked["account"])
    refusals = [
        f"There is no {name} '{printable(asked[name][:60])}', so the search is without it."
        for name, found in (("lead", lead), ("account", account))
        if asked[name] and found is None
    ]
    if lead and account and lead.account_id != account.pk:
        refusals.append(f"{lead} does not work for {account}; the search is for {lead}.")
    if lead:
        return _scope(lead.account, lead), refusals
    return (_scope(account, None) if account else NOBODY), refusals


def named_so(name: str, *, user) -> list[Account | Lead]:
    """Accounts and people whose name, domain or address has this in it; one whose name is just this is alone."""
    words = tidy(name, most=LONGEST_SEARCH)
    if not words or not user.has_perm(SEES_LEADS):
        return []
    exact = [*Account.objects.filter(name__iexact=words)[:2], *Lead.objects.filter(email__iexact=words)[:1]]
    if len(exact) == 1:
        return exact
    people = Lead.objects.called(words).select_related("account")
    return [*Account.objects.answering_to(words)[:MOST_CHOICES], *people[:MOST_CHOICES]]


def own_accounts(user) -> list[Account]:
    return list(Account.objects.filter(owner=user)[:MOST_CHOICES]) if user.has_perm(SEES_LEADS) else []


def _found(queryset: QuerySet, number: str):
    is_key = number.isascii() and number.isdigit() and len(number) <= MOST_DIGITS
    return queryset.filter(pk=number).first() if is_key else None


def _scope(account: Account | None, lead: Lead | None) -> Scope:
    industry = industry_of(account)
    whose = {"lead": lead} if lead else {"lead__account": account}
    theirs = {f"visitor__identification__{name}": value for name, value in whose.items()}
    touches = Touch.objects.counted().filter(**theirs)
    return Scope(account, lead, industry, seen_by(touches, whose), _reached(touches))


def _reached(touches: QuerySet) -> BuyingStage | None:
    read = BuyingStage.objects.filter(assets__touches__in=touches.filter(thorough=True))
    return read.order_by("-sort_order", "-pk").first()


def seen_by(touches: QuerySet, whose: Mapping) -> dict[int, Seen]:
    """Three queries, whatever was read and sent."""
    name = "visitor__identification__lead__"
    read = (
        touches.order_by()
        .values_list("asset", f"{name}first_name", f"{name}last_name", f"{name}email")
        .annotate(depth=Max("depth"), well=Count("pk", filter=Q(thorough=True)))
        .order_by("-depth", f"{name}email")
    )
    sent = (
        CollectionItem.objects.filter(**{f"collection__shares__{key}": value for key, value in whose.items()})
        .order_by()
        .values_list("asset", "collection__shares__lead__first_name", "collection__shares__lead__email")
        .annotate(at=Max("collection__shares__shared_at"))
        .order_by("-at")
    )
    found: dict[int, Seen] = {}
    for asset, first_name, email, at in sent:
        found.setdefault(asset, _sent(first_name or email, at))
    readers: dict[int, list[tuple[str, float, bool]]] = {}
    for asset, first_name, last_name, email, depth, well in read:
        readers.setdefault(asset, []).append((first_name or last_name or email, depth, bool(well)))
    for asset, people in readers.items():
        seen = _read(people)
        if seen.ranks_below or asset not in found:
            found[asset] = seen
    return found


def _sent(name: str, at: datetime) -> Seen:
    return Seen(f"Sent to {name} on {date_format(at, 'j F Y')}", f"{name} was sent", True)


def _read(people: list[tuple[str, float, bool]]) -> Seen:
    """The one who got furthest speaks for all."""
    name, depth, well = people[0]
    is_read = depth >= READ or any(read_well for _, _, read_well in people)
    others = f" and {len(people) - 1} more" if len(people) > 1 else ""
    verb = "Read" if is_read else "Opened"
    return Seen(f"{verb} by {name}{others}, {depth:.0%}", f"{name}{others} read", is_read)
