"""What a lead has read and been sent, from the rows; and what follows from it, in words."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.text import get_text_list

from audiences.models import Industry
from buying_stages.models import BuyingStage, Pillar
from content.models import AssetPage, Topic
from leads.accounts import industry_of
from leads.models import Lead, LetterAsset
from library.finding.facts import Fact, facts_on
from library.models import Share
from library.models.shares import NOT_TWICE_WITHIN
from library.sheet.recommending import MOST, Because, Candidate, Known, Recommendation, recommend
from users.models import User


@dataclass(frozen=True)
class Advice:
    """An asset to give next, with the reasons in words."""

    asset: AssetPage
    reasons: list[str]
    is_overdue: bool


@dataclass(frozen=True)
class Road:
    """How far along the buyers' road a lead has read, and what comes next."""

    stages: list[BuyingStage]
    furthest: BuyingStage | None
    thorough: dict[int, int]
    industry: Industry | None
    advice: list[Advice]
    lately_sent: int

    @property
    def steps(self) -> list[tuple[BuyingStage, int]]:
        return [(stage, self.thorough.get(stage.pk, 0)) for stage in self.stages]


def road_of(lead: Lead, *, user: User, at: datetime, most: int = MOST) -> Road:
    """Where the lead is, and what of the assets that this user may see to give next."""
    stages = list(BuyingStage.objects.all())
    places = {stage.pk: place for place, stage in enumerate(stages)}
    read = list(lead.touches().values_list("asset", "asset__stage", "asset__pillar", "thorough").order_by())
    thorough = {(asset, stage) for asset, stage, _, is_thorough in read if is_thorough and stage in places}
    furthest = max((places[stage] for _, stage in thorough), default=None)
    facts = facts_on(timezone.localdate(at))
    open_now = set(AssetPage.objects.open_to(user, at=at).order_by().values_list("pk", flat=True))
    sent = sent_lately(lead, at=at)
    industry = industry_of(lead.account)
    known = Known(
        read=frozenset(asset for asset, *_ in read),
        sent=frozenset(sent),
        stage=furthest,
        topics=_topics_read({asset for asset, *_ in read}, facts),
        pillars=Counter(dict(_pillars_read(read)).values()),
        industry=industry and industry.pk,
    )
    chosen = recommend(known, _candidates(facts, open_now, places), most=most)
    return Road(
        stages,
        None if furthest is None else stages[furthest],
        Counter(stage for _, stage in thorough),
        industry,
        _advice(chosen, known, facts, stages, industry),
        len(sent),
    )


def sent_lately(lead: Lead, *, at: datetime) -> set[int]:
    """What this person, or anybody at their account, was sent by a colleague; and what our letters told this person of."""
    shared = Share.objects.lately_to(lead, at=at).order_by().values_list("collection__items__asset", flat=True)
    told = LetterAsset.objects.filter(follower__lead=lead, letter__sent_at__gte=at - NOT_TWICE_WITHIN)
    return {*shared, *told.values_list("asset", flat=True)}


def _pillars_read(read: Iterable[tuple]) -> Iterable[tuple[int, str]]:
    return ((asset, pillar) for asset, _, pillar, _ in read if pillar)


def _topics_read(assets: set[int], facts: dict[int, Fact]) -> Counter:
    return Counter(topic for asset in assets if asset in facts for topic in facts[asset].topics)


def _candidates(facts: dict[int, Fact], open_now: set[int], places: dict[int, int]) -> list[Candidate]:
    return [
        Candidate(
            key=fact.pk,
            pillar=fact.pillar,
            stage=places.get(fact.stage),
            topics=frozenset(fact.topics),
            industries=fact.own_industries,
            is_overdue=fact.freshness.ranks_below,
            published=fact.published,
        )
        for fact in facts.values()
        if fact.pk in open_now
    ]


def _advice(chosen: list[Recommendation], known: Known, facts, stages, industry) -> list[Advice]:
    assets = AssetPage.objects.as_cards().in_bulk([said.key for said in chosen])
    topics = Topic.objects.in_bulk({topic for said in chosen for topic in said.topics})
    return [
        Advice(
            assets[said.key],
            [
                _in_words(because, assets[said.key], [topics[pk].name for pk in said.topics], known, stages, industry)
                for because in said.because
            ],
            facts[said.key].freshness.ranks_below,
        )
        for said in chosen
        if said.key in assets
    ]


def _in_words(because: Because, asset, topics: list[str], known: Known, stages, industry) -> str:
    match because:
        case Because.NEXT_STAGE:
            return f"For {asset.stage}, what comes after {stages[known.stage]}: “{asset.stage.buyer_question}”"
        case Because.FIRST_STAGE:
            return f"For {asset.stage}: they have read nothing thoroughly yet, so begin where the road begins"
        case Because.SAME_STAGE:
            return f"For {asset.stage}, where they are now"
        case Because.TOPIC:
            return f"On {get_text_list(topics[:3], 'and')}, which they read about"
        case Because.INDUSTRY:
            return f"Speaks of {industry}"
        case Because.OTHER_PILLAR:
            counts = [f"{known.pillars.get(pillar, 0)} {pillar.label.lower()}" for pillar in Pillar]
            return f"{asset.get_pillar_display()}: so far they have read {get_text_list(counts, 'and')}"
