"""What an asset has done so far: pulled from the rows each time, stored nowhere. Each number has its rows in `rows`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce, TruncWeek
from django.utils import timezone

from analytics.models import Touch
from analytics.usefulness import Tally, tally_of
from content.models import AssetPage
from library.models import ReadSignal, Share
from library.sheet.proportions import Proportion
from library.sheet.weeks import Chart, chart_of, first_monday
from revenue.models import Credit, Deal
from revenue.money import in_words

MODEL = "linear"
# Below these nobody can tell a good asset from a lucky one.
LEAST_READERS = 25
LEAST_VOTES = 10
# When an open deal is closed, as far as we know.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Reading:
    """Who read it, and how many of them thoroughly at least once: only readers who consented are counted."""

    readers: int
    touches: int
    thorough: int

    @property
    def rate(self) -> Proportion:
        return Proportion(self.thorough, self.readers, least=LEAST_READERS)


@dataclass(frozen=True)
class Uses:
    """How often colleagues shared it, how many they are, and what of it was read thoroughly."""

    shares: int
    colleagues: int
    read: int


@dataclass(frozen=True)
class DealsTouched:
    """Deals in whose buying group somebody read it while the deal could still be won."""

    n: int
    won: int
    lost: int

    @property
    def open(self) -> int:
        return self.n - self.won - self.lost


@dataclass(frozen=True)
class Worth:
    """What the deals that it was read before gave it, in one currency."""

    currency: str
    deals: int
    cents: int

    @property
    def amount(self) -> str:
        return in_words(self.cents, self.currency)

    @property
    def roughly(self) -> str:
        """`EUR 1,234,568`: cents are for the rows."""
        return in_words(round(self.cents, -2), self.currency).removesuffix(".00")


@dataclass(frozen=True)
class Evidence:
    reading: Reading
    usefulness: Tally
    uses: Uses
    deals: DealsTouched
    worth: list[Worth]
    rules: list[str]
    model: str = MODEL

    @property
    def votes(self) -> Proportion:
        return Proportion(self.usefulness.useful, self.usefulness.n, least=LEAST_VOTES)


def evidence_for(asset: AssetPage) -> Evidence:
    """Seven queries, whatever has been read, said, shared and sold."""
    reading = (
        Touch.objects.counted()
        .filter(asset=asset)
        .aggregate(
            readers=Count("visitor", distinct=True),
            touches=Count("pk"),
            thorough=Count("visitor", distinct=True, filter=Q(thorough=True)),
        )
    )
    worth = (
        credits_of(asset)
        .values_list("crediting__deal__currency")
        .annotate(deals=Count("crediting__deal", distinct=True), cents=Sum("cents"))
        .order_by("-cents")
    )
    return Evidence(
        reading=Reading(**reading),
        usefulness=tally_of(asset),
        uses=_uses(asset),
        deals=_deals(asset),
        worth=[Worth(*row) for row in worth],
        rules=list(
            credits_of(asset).order_by("crediting__rules").values_list("crediting__rules", flat=True).distinct()
        ),
    )


def reads_a_week(asset: AssetPage, *, at: datetime) -> Chart:
    """One query."""
    today = timezone.localdate(at)
    since = timezone.make_aware(datetime.combine(first_monday(today), datetime.min.time()))
    counts = (
        Touch.objects.counted()
        .filter(asset=asset, at__gte=since, at__lte=at)
        .order_by()
        .values_list(TruncWeek("at"))
        .annotate(reads=Count("pk"), thorough=Count("pk", filter=Q(thorough=True)))
    )
    return chart_of({_day(monday): (reads, thorough) for monday, reads, thorough in counts}, today=today)


def credits_of(asset: AssetPage):
    return Credit.objects.filter(crediting__current=True, model=MODEL, asset=asset)


def deals_touched(asset: AssetPage):
    """Each deal of a buying group that read it before the deal was closed."""
    touches = Touch.objects.counted().filter(asset=asset, at__lte=OuterRef("until"))
    lead = "visitor__identification__lead"
    of_account = touches.filter(**{f"{lead}__account": OuterRef("account")})
    of_person = touches.filter(**{lead: OuterRef("lead")})
    deals = Deal.objects.alias(until=Coalesce("closed_at", Value(NEVER, output_field=DateTimeField())))
    of_somebody_erased = Credit.objects.filter(
        crediting__deal=OuterRef("pk"), crediting__current=True, touch=None, asset=asset
    )
    return deals.filter(Exists(of_account) | (Q(account=None) & Exists(of_person)) | Exists(of_somebody_erased))


def shares_with(asset: AssetPage):
    return Share.objects.filter(collection__items__asset=asset)


def _uses(asset: AssetPage) -> Uses:
    counts = shares_with(asset).aggregate(shares=Count("pk", distinct=True), colleagues=Count("sender", distinct=True))
    signals = ReadSignal.objects.standing().filter(asset=asset).values("reader__share").distinct()
    return Uses(**counts, read=signals.count())


def _deals(asset: AssetPage) -> DealsTouched:
    return DealsTouched(
        **deals_touched(asset).aggregate(
            n=Count("pk"),
            won=Count("pk", filter=Q(outcome=Deal.Outcome.WON)),
            lost=Count("pk", filter=Q(outcome=Deal.Outcome.LOST)),
        )
    )


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()
