"""Finding a lead by a few letters of a name, a company or an address."""

from dataclasses import dataclass

from django.db.models import F, OuterRef, QuerySet, Subquery

from analytics.models import Touch
from audiences.folding import tidy
from leads.models import Lead
from leads.querysets import LONGEST_SEARCH
from users.models import User


@dataclass(frozen=True)
class Found:
    """`is_mine`: only the people of this salesperson's own accounts, because nothing was searched for."""

    words: str
    leads: QuerySet[Lead]
    is_mine: bool = False


def find_leads(words: str, *, user: User) -> Found:
    """Every word stands in a name, a company or an address. Without a word, the people of one's own accounts.

    Whoever read something last comes first; who never read anything comes too, after them.
    """
    typed = tidy(words, most=LONGEST_SEARCH)
    mine = Lead.objects.filter(account__owner=user)
    is_mine = not typed and mine.exists()
    return Found(typed, _newest_readers_first(mine if is_mine else Lead.objects.answering_to(typed)), is_mine)


def _newest_readers_first(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    read = Touch.objects.counted().filter(visitor__identification__lead=OuterRef("pk"))
    last = read.order_by("-at").values("at")[:1]
    return (
        leads.select_related("account")
        .annotate(last_read_at=Subquery(last))
        .order_by(F("last_read_at").desc(nulls_last=True), "-known_at", "-pk")
    )
