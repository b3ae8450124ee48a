"""What can be set aside: touches of visitors, and numbers of openings of readers of whom we keep nothing else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.template.defaultfilters import date, pluralize
from django.utils.timezone import localtime
from wagtail import hooks

from analytics.machines import held_openings, quarantine
from analytics.models import HeldOpenings, Quarantine, Touch
from analytics.reasons import Verdict
from analytics.screens.quarantine_asked import Narrowing
from users.models import User


@dataclass(frozen=True)
class Decided:
    """How many rows a decision was about, and what followed, in words."""

    rows: int
    words: str


class HeldTouches:
    name = "touches"
    label = "Touches"
    change = "analytics.change_quarantine"
    view = "analytics.view_quarantine"

    def rows(self, asked: Narrowing) -> QuerySet:
        """The latest first, by an index on verdict, reason and time."""
        reason = {"reason": asked.cleaned_data["reason"]} if asked.cleaned_data["reason"] else {}
        found = Quarantine.objects.filter(verdict=asked.verdict_asked, **reason, **asked.days("at", is_moment=True))
        return found.select_related("touch__asset", "touch__visitor", "decided_by").order_by("-at", "-pk")

    def waiting(self, reason: str) -> QuerySet:
        return Quarantine.objects.filter(verdict=Verdict.WAITING, reason=reason).order_by()

    def newest(self) -> int | None:
        return Quarantine.objects.aggregate(newest=Max("pk"))["newest"]

    def what_stands_on(self, pks: Collection[int]) -> list[str]:
        touches = Touch.objects.filter(quarantine__in=pks)
        said = touches.aggregate(
            n=Count("pk"),
            thorough=Count("pk", filter=Q(thorough=True)),
            visitors=Count("visitor", distinct=True),
            assets=Count("asset", distinct=True),
            first=Min("at"),
            last=Max("at"),
        )
        if not said["n"]:
            return []
        days = " to ".join(dict.fromkeys(date(localtime(said[end]), "j F Y") for end in ("first", "last")))
        visitors, assets = said["visitors"], said["assets"]
        what = f"{_count(said['n'], 'touch', 'touches')} of {_count(visitors, 'visitor')} on {_count(assets, 'asset')}"
        return [
            f"{what}, from {days}; {_count(said['thorough'], 'thorough read')} among them.",
            *(sentence for ask in hooks.get_hooks(quarantine.STANDS_ON) for sentence in ask(touches)),
        ]

    def decide(self, pks: Collection[int], verdict: Verdict, *, by: User, at: datetime) -> Decided:
        touches = list(Quarantine.objects.filter(pk__in=pks).values_list("touch", flat=True))
        if verdict == Verdict.RESTORED:
            n = len(quarantine.restore(touches, by=by, at=at))
            return Decided(n, f"{_count(n, 'touch counts', 'touches count')} again. {_FOLLOWS}")
        n = len(quarantine.confirm(touches, by=by, at=at))
        return Decided(n, f"{_count(n, 'touch stays', 'touches stay')} out of every count. {_FOLLOWS}")


class HeldNumbers:
    name = "openings"
    label = "Openings without consent"
    change = "analytics.change_heldopenings"
    view = "analytics.view_heldopenings"

    def rows(self, asked: Narrowing) -> QuerySet:
        reason = {"reason": asked.cleaned_data["reason"]} if asked.cleaned_data["reason"] else {}
        found = HeldOpenings.objects.filter(verdict=asked.verdict_asked, **reason, **asked.days("day", is_moment=False))
        return found.select_related("asset", "decided_by").order_by("-day", "-pk")

    def waiting(self, reason: str) -> QuerySet:
        return HeldOpenings.objects.filter(verdict=Verdict.WAITING, reason=reason).order_by()

    def newest(self) -> int | None:
        return HeldOpenings.objects.aggregate(newest=Max("pk"))["newest"]

    def what_stands_on(self, pks: Collection[int]) -> list[str]:
        said = HeldOpenings.objects.filter(pk__in=pks).aggregate(
            opened=Sum("opened"), assets=Count("asset", distinct=True), first=Min("day"), last=Max("day")
        )
        if not said["opened"]:
            return []
        days = " to ".join(dict.fromkeys(date(said[end], "j F Y") for end in ("first", "last")))
        return [f"{_count(said['opened'], 'opening')} of {_count(said['assets'], 'asset')}, from {days}."]

    def decide(self, pks: Collection[int], verdict: Verdict, *, by: User, at: datetime) -> Decided:
        if verdict == Verdict.RESTORED:
            n = held_openings.restore(pks, by=by, at=at)
            return Decided(n, f"{_count(n, 'opening counts', 'openings count')} again, in the number of its day.")
        n = held_openings.confirm(pks, by=by, at=at)
        return Decided(n, f"{_count(n, 'opening stays', 'openings stay')} out of every count.")


_FOLLOWS = (
    "Daily numbers, lead records and asset sheets show it now; word to salespeople and credits of won deals follow "
    "within a minute."
)
KINDS = {kind.name: kind for kind in (HeldTouches(), HeldNumbers())}


def _count(n: int, one: str, many: str = "") -> str:
    return f"{intcomma(n)} {one if n == 1 else many or one + pluralize(2)}"
