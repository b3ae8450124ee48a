"""Nothing is kept for longer than it was promised: browsers that never got a name, and letters that are long sent.

What they added to the counts stays.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth

from analytics.models import Consent, Touch, Visitor
from leads.models import ErasureReceipt, Following, Letter, LetterAsset
from leads.rights.erasing import forget_visitors

AT_ONCE = 200
LETTERS_ARE_KEPT = timedelta(days=395)


def forgotten_by_now(*, older_than: timedelta, at: datetime) -> QuerySet[Visitor]:
    """Browsers without a name that were not heard of for so long: no reading, no answer, and not new."""
    until = at - older_than
    heard = Touch.objects.filter(visitor=OuterRef("pk"), last_at__gte=until)
    answered = Consent.objects.filter(visitor=OuterRef("pk"), at__gte=until)
    return Visitor.objects.filter(~Exists(heard), ~Exists(answered), identification=None, first_seen_at__lt=until)


def forget_unknown_visitors(*, older_than: timedelta, at: datetime) -> Iterator[ErasureReceipt]:
    """Some at a time, each with a receipt, so that it can be stopped and others have their turn."""
    waiting = forgotten_by_now(older_than=older_than, at=at).order_by("pk")
    while visitors := list(waiting[:AT_ONCE]):
        yield forget_visitors(visitors, at=at)


def by_month(visitors: QuerySet[Visitor]) -> dict[date, Counter]:
    """How many browsers and touches would go, by the month in which a browser was first seen."""
    months: dict[date, Counter] = {}
    touches = Touch.objects.filter(visitor__in=visitors.values("pk"))
    for name, rows, moment in (("browsers", visitors, "first_seen_at"), ("touches", touches, "visitor__first_seen_at")):
        for month in rows.order_by().values_list(TruncMonth(moment), flat=True).iterator():
            months.setdefault(month.date(), Counter())[name] += 1
    return dict(sorted(months.items()))


def purge_letters(*, at: datetime) -> int:
    """Letters that went out, or did not, so long ago. What told somebody who still follows a topic of an asset stays:
    they would be told of it again.
    """
    old = Letter.objects.exclude(outcome=Letter.Outcome.WAITING).filter(written_at__lt=at - LETTERS_ARE_KEPT)
    tells = Exists(LetterAsset.objects.filter(letter=OuterRef("pk")))
    is_followed = Exists(Following.objects.active().filter(follower=OuterRef("follower")))
    return old.exclude(tells & is_followed).delete()[1].get(Letter._meta.label, 0)
