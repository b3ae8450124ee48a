"""A link on public pages and in mails that no person sees. Whoever follows it is a machine."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from analytics.among import among
from analytics.machines import quarantine
from analytics.machines.judging import RULES, Hit, Opened, judge
from analytics.machines.mail import Mail
from analytics.models import HoneypotHit, PageView, Visitor

# Events that waited on disk for the database are judged by hits of their own time.
KEPT = timedelta(days=30)
# Who follows it again within so long is known already.
ENOUGH = timedelta(minutes=1)
MOST_VIEWS = 5000


@transaction.atomic
def caught(visitor: Visitor | None, mail: Mail | None, *, at: datetime) -> set[int]:
    """Keep who followed the link, and hold what they read within the rules' time; the touches that are held now."""
    key = mail.key if mail else ""
    if visitor is None and not key:
        return set()
    if HoneypotHit.objects.filter(visitor=visitor, mail=key, at__gt=at - ENOUGH).exists():
        return set()
    HoneypotHit.objects.filter(at__lt=at - KEPT).delete()
    HoneypotHit.objects.create(visitor=visitor, mail=key, at=at)
    return _hold_what_they_read(Hit(visitor=visitor and visitor.pk, mail=key, at=at), at=at)


def hits_near(visitors: Collection[int], mails: Collection[str], *, since: datetime, until: datetime) -> list[Hit]:
    """Those that the rules look at together with page views from `since` to `until`. One query."""
    theirs = Q(among("visitor", visitors)) | Q(mail__in=[mail for mail in mails if mail])
    hits = HoneypotHit.objects.filter(theirs, at__gte=since - RULES.caught_for, at__lte=until + RULES.caught_for)
    return [Hit(visitor=visitor, mail=mail, at=at) for visitor, mail, at in hits.values_list("visitor", "mail", "at")]


def _hold_what_they_read(hit: Hit, *, at: datetime) -> set[int]:
    views = {}
    for view in _views_near(hit).values_list("pk", "touch", "touch__visitor", "touch__asset", "heard_from", "mail"):
        pk, touch, visitor, asset, heard, mail = view
        views[pk] = touch, Opened(view=pk, visitor=visitor, asset=asset, at=heard, mail=mail)
    judged = judge([opened for _, opened in views.values()], hits=[hit])
    return quarantine.hold({views[view][0]: why for view, why in judged.items()}, at=at)


def _views_near(hit: Hit):
    theirs = Q(heard_from__gte=hit.at - RULES.caught_for, touch__visitor=hit.visitor) if hit.visitor else Q()
    if hit.mail:
        theirs |= Q(heard_from__gte=hit.at - RULES.caught_mail_for, mail=hit.mail)
    return PageView.objects.filter(theirs).order_by("-heard_from")[:MOST_VIEWS]
