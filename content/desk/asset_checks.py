"""What is open in the library that is live: each check is a question to the database, and says what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, Value, When

from buying_stages.models import SELDOM, CallToAction, Pillar
from content.holding import DUE_WITHIN
from content.models import AssetExpert, AssetPage, AssetTopic, SalesEdition
from content.querysets import AssetQuerySet
from content.vehicles import ShelfLife

ASPIRATIONAL = Q(pillar=Pillar.ASPIRATIONAL)
PRACTICAL = Q(pillar=Pillar.PRACTICAL)


@dataclass(frozen=True)
class AssetCheck:
    """`caught` gives the condition for the assets in it, on a day and among those that are live."""

    slug: str
    title: str
    advice: str
    caught: Callable[[date, AssetQuerySet], Q]


def _without_ground(day: date, live: AssetQuerySet) -> Q:
    return ASPIRATIONAL & (Q(catalyst="") | Q(evidence=""))


def _past_relevance(day: date, live: AssetQuerySet) -> Q:
    return Q(relevant_until__lt=day)


def _review_due(day: date, live: AssetQuerySet) -> Q:
    return Q(shelf_life=ShelfLife.EVERGREEN, review_by__lte=day + DUE_WITHIN)


def _undated(day: date, live: AssetQuerySet) -> Q:
    news, evergreen = (Q(shelf_life=kind) for kind in (ShelfLife.NEWS, ShelfLife.EVERGREEN))
    return (news & Q(expire_at=None)) | (evergreen & Q(review_by=None))


def _for_everyone(day: date, live: AssetQuerySet) -> Q:
    chosen = AssetPage.personas.through.objects.filter(assetpage=OuterRef("pk"))
    return Q(for_everyone=True) | ~Exists(chosen)


def _nobody_behind_it(day: date, live: AssetQuerySet) -> Q:
    return ~Exists(AssetExpert.objects.filter(asset=OuterRef("pk")))


def _without_companion(day: date, live: AssetQuerySet) -> Q:
    """No other question on a shared topic or of the same stage, and none that was chosen, is live."""
    others = live.order_by().exclude(pillar=OuterRef("pillar"))
    topics = AssetTopic.objects.filter(content_object=OuterRef(OuterRef("pk"))).values("tag")
    near = Q(stage=OuterRef("stage")) | Q(companion=OuterRef("pk")) | Q(pk=OuterRef("companion"))
    on_topic = AssetTopic.objects.filter(content_object=OuterRef("pk"), tag__in=topics)
    return ~Exists(others.filter(near | Exists(on_topic)))


def _edition_missing(day: date, live: AssetQuerySet) -> Q:
    return Q(stage__needs_sales_edition=True, sales_edition=None)


def _edition_behind(day: date, live: AssetQuerySet) -> Q:
    return Exists(SalesEdition.objects.behind().filter(asset=OuterRef("pk")))


def _unusual_place(day: date, live: AssetQuerySet) -> Q:
    return (ASPIRATIONAL & Q(stage__aspirational_share__lt=SELDOM)) | (
        PRACTICAL & Q(stage__aspirational_share__gt=100 - SELDOM)
    )


def _unusual_gate(day: date, live: AssetQuerySet) -> Q:
    return Q(gated=True, stage__allows_gate=False)


def _unusual_call(day: date, live: AssetQuerySet) -> Q:
    return Q(call_to_action=CallToAction.CONTACT, stage__allows_contact=False)


CHECKS = [
    AssetCheck(
        "ground",
        "Aspirational without ground",
        "Names no catalyst or no evidence. Say what sets the change off, and what shows that it is coming.",
        _without_ground,
    ),
    AssetCheck(
        "relevance",
        "Past its relevance date",
        "No longer counts as live coverage. Renew it with a later date, or retire it.",
        _past_relevance,
    ),
    AssetCheck(
        "review",
        "Review due",
        f"To be read again within {DUE_WITHIN.days} days, or overdue. Read it, then move the day.",
        _review_due,
    ),
    AssetCheck(
        "undated", "Without a date", "News without a last day, or an evergreen without a review. None may be.", _undated
    ),
    AssetCheck(
        "readers", "For everyone", "Names no persona. Choose whom it is for, if it is for somebody.", _for_everyone
    ),
    AssetCheck("experts", "Nobody behind it", "No expert is named. Say whose idea it is.", _nobody_behind_it),
    AssetCheck(
        "companion",
        "Without a companion",
        "Nothing on the other question shares its topic or stage. Choose one, or plan one.",
        _without_companion,
    ),
    AssetCheck(
        "edition-missing",
        "Sales edition missing",
        "Sales expects its own edition at this stage. Write it from the asset's desk.",
        _edition_missing,
    ),
    AssetCheck(
        "edition-behind",
        "Sales edition behind",
        "The asset was published anew since. Check the edition against it.",
        _edition_behind,
    ),
    AssetCheck(
        "placement",
        "Unusual placement",
        "The stage seldom asks this question; the reason is kept with the asset.",
        _unusual_place,
    ),
    AssetCheck("gate", "Gated against the policy", "The stage asks for no form; the reason is kept.", _unusual_gate),
    AssetCheck(
        "call", "Asks for contact against the policy", "The stage offers no talk; the reason is kept.", _unusual_call
    ),
]
BY_SLUG = {check.slug: check for check in CHECKS}


def flagged(live: AssetQuerySet, day: date) -> AssetQuerySet:
    """Each asset with one truth a check, named after it: one query, however many checks there are."""
    return live.annotate(**{name_of(check): _as_truth(check.caught(day, live)) for check in CHECKS})


def _as_truth(condition):
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def name_of(check: AssetCheck) -> str:
    return f"check_{check.slug.replace('-', '_')}"


def counts(live: AssetQuerySet, day: date) -> dict[str, int]:
    """How many assets each check catches, by its slug, and all of them under the empty slug."""
    found = flagged(live, day).aggregate(
        everything=Count("pk"),
        **{f"n_{name_of(check)}": Count("pk", filter=Q(**{name_of(check): True})) for check in CHECKS},
    )
    return {"": found["everything"]} | {check.slug: found[f"n_{name_of(check)}"] for check in CHECKS}
