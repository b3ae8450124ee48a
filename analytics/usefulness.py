"""Was this useful? One vote a reader and version; of readers who did not consent, nobody can tell later who they were."""

import hashlib
import hmac
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from analytics.intervals import Interval, wilson
from analytics.models import DaySalt, UsefulnessVote, Visitor
from content.models import AssetPage

THE_ONLY_ROW = 1


@dataclass(frozen=True)
class Vote:
    """What a reader says. A second one takes the place of the first."""

    useful: bool
    reason: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Sender:
    """What a request shows of its reader. It is mixed with today's salt and not kept."""

    address: str
    agent: str


@dataclass(frozen=True)
class Tally:
    useful: int
    n: int

    @property
    def percent(self) -> int:
        return round(100 * self.useful / self.n) if self.n else 0

    @property
    def interval(self) -> Interval | None:
        return wilson(self.useful, self.n)

    @property
    def in_words(self) -> str:
        """`8 of 10 (80%, likely 49 to 94%)`"""
        if self.interval is None:
            return "nobody has said"
        low, high = round(100 * self.interval.low), round(100 * self.interval.high)
        return f"{self.useful} of {self.n} ({self.percent}%, likely {low} to {high}%)"


@transaction.atomic
def keep(vote: Vote, asset: AssetPage, *, visitor: Visitor | None, sender: Sender, at: datetime) -> UsefulnessVote:
    """The reader's one vote on the version that is live, new or changed.

    A reader who consents after voting is still one reader: the nameless vote of today makes room for the named one.
    """
    day = timezone.localdate(at)
    version = asset.live_revision_id or 0
    key = day_key(_salt_of(day), sender, asset=asset.pk, version=version)
    said = {"useful": vote.useful, "reason": vote.reason, "remark": vote.remark, "day": day}
    about = {"asset": asset, "version": version}
    if visitor is None:
        return UsefulnessVote.objects.update_or_create(day_key=key, defaults=said | about)[0]
    UsefulnessVote.objects.filter(day_key=key).delete()
    return UsefulnessVote.objects.update_or_create(visitor=visitor, **about, defaults=said)[0]


def day_key(salt: bytes, sender: Sender, *, asset: int, version: int) -> str:
    said = "\x00".join([sender.address, sender.agent, str(asset), str(version)])
    return hmac.new(salt, said.encode(errors="surrogatepass"), hashlib.sha256).hexdigest()


def _salt_of(day: date) -> bytes:
    fresh = {"day": day, "salt": secrets.token_bytes(32)}
    row, _ = DaySalt.objects.select_for_update().get_or_create(pk=THE_ONLY_ROW, defaults=fresh)
    if row.day != day:
        forget_former_days(day)
        row = DaySalt.objects.create(pk=THE_ONLY_ROW, **fresh)
    return bytes(row.salt)


@transaction.atomic
def forget_former_days(today: date) -> None:
    """Without the salt of a day and without its keys, its nameless votes are numbers and words."""
    DaySalt.objects.exclude(day=today).delete()
    UsefulnessVote.objects.exclude(day=today).exclude(day_key="").update(day_key="")


def tally_of(asset: AssetPage) -> Tally:
    """What readers said of all versions together; one query."""
    counts = UsefulnessVote.objects.filter(asset=asset).aggregate(
        useful=Count("pk", filter=Q(useful=True)), n=Count("pk")
    )
    return Tally(**counts)


@dataclass(frozen=True)
class VersionTally:
    """What readers said of one version of one asset, and the reasons that they gave, the most frequent first."""

    asset: int
    title: str
    version: int
    tally: Tally
    reasons: list[str]


def tallies(votes: QuerySet) -> list[VersionTally]:
    """By asset and version, the most voted on first; two queries."""
    counts = (
        votes.order_by()
        .values("asset", "version", "asset__title")
        .annotate(n=Count("pk"), for_it=Count("pk", filter=Q(useful=True)))
        .order_by("-n", "asset__title", "-version")
        .values_list("asset", "version", "asset__title", "n", "for_it")
    )
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    given = votes.exclude(reason="").order_by().values("asset", "version", "reason").annotate(n=Count("pk"))
    for asset, version, reason, n in given.order_by("-n", "reason").values_list("asset", "version", "reason", "n"):
        reasons[asset, version].append(f"{UsefulnessVote.Reason(reason).label} ({n})")
    return [
        VersionTally(asset, title, version, Tally(useful=useful, n=n), reasons[asset, version])
        for asset, version, title, n, useful in counts
    ]
