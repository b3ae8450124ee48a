"""Erasing a person: what names them goes, the numbers that they added to stay, and a receipt says how much of what."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction

from analytics.models import Visitor
from analytics.rollups.remainders import keep_remainder
from leads.models import ErasureReceipt, Lead
from leads.rights.holdings import decisions
from leads.rights.mentions import WITHOUT_THE_NAME, take_out
from leads.rights.people import Person
from leads.rights.traces import (
    Traces,
    delete_bad_rows,
    nobody_reads_the_spool,
    overwrite_in_the_spool,
    read_the_spool,
    settle_the_file,
    take_out_of_notices,
)
from users.models import User

Asked = ErasureReceipt.Asked


def erase_lead(lead: Lead, *, asked: Asked, by: User | None, at: datetime) -> ErasureReceipt:
    read_the_spool(at=at)
    return _erase(Person.of_lead(lead), asked=asked, by=by, at=at)


def erase_address(email: str, *, asked: Asked, by: User | None, at: datetime) -> ErasureReceipt:
    """Whoever gets the mail of an address, also if we know no name to it."""
    read_the_spool(at=at)
    return _erase(Person.of_address(email), asked=asked, by=by, at=at)


def erase_visitor(visitor: Visitor, *, asked: Asked, by: User | None, at: datetime) -> ErasureReceipt:
    read_the_spool(at=at)
    return _erase(Person.of_browsers([visitor]), asked=asked, by=by, at=at)


def forget_visitors(visitors: Iterable[Visitor], *, at: datetime) -> ErasureReceipt:
    """Many at once, since they were kept long enough."""
    person = Person.of_browsers(visitors)
    return _erase(person, asked=Asked.RETENTION, by=None, at=at, people=len(person.visitors))


def _erase(person: Person, *, asked: Asked, by: User | None, at: datetime, people: int = 1) -> ErasureReceipt:
    traces = Traces.of(person)
    with nobody_reads_the_spool(), transaction.atomic():
        _lock(person)
        keep_remainder(person.visitors)
        kept: dict[str, list] = {}
        removed = _erase_rows(person, kept, at=at) + _erase_traces(person, traces)
        receipt = ErasureReceipt.objects.create(
            at=at, asked=asked, by=by, people=people, removed=dict(sorted(removed.items())), kept=kept
        )
        # What was kept long enough has left the spool long ago.
        transaction.on_commit(settle_the_file if asked == Asked.RETENTION else partial(_sweep_up, traces))
    return receipt


def _lock(person: Person) -> None:
    if person.lead:
        Lead.objects.select_for_update(of=("self",)).get(pk=person.lead.pk)
    list(Visitor.objects.select_for_update().filter(pk__in=person.visitors).order_by("pk").values_list("pk"))


def _erase_rows(person: Person, kept: dict[str, list], *, at: datetime) -> Counter:
    """The upper floors first, and on each what stands on other rows before those: nothing goes unseen by a cascade."""
    removed: Counter = Counter()
    decided, words = decisions(), person.mentions()
    for holding in reversed(decided.holdings):
        rows = holding.theirs(person)
        count = rows.count()
        if count and holding.nameless:
            holding.nameless(rows, person, at)
            kept[holding.key] = [count, holding.because]
        elif count:
            removed[holding.key] += count
            if holding.before:
                holding.before(rows, person)
            rows.order_by().prefetch_related(None).delete()
    if texts := take_out(words, decided.mentions):
        kept["texts"] = [texts, WITHOUT_THE_NAME]
    return removed


def _erase_traces(person: Person, traces: Traces) -> Counter:
    found = {"bad_rows": delete_bad_rows(traces), "notices": take_out_of_notices(traces)}
    return Counter({name: count for name, count in found.items() if count})


def _sweep_up(traces: Traces) -> None:
    overwrite_in_the_spool(traces)
    settle_the_file()
