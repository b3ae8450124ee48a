"""What others are hearing: field notes, and what published assets give as evidence. Never whose customer said it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from django.db.models import F
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from audiences.folding import fold
from audiences.hearing import heard
from audiences.models import FieldNote, Industry, Persona
from buying_stages.models import BuyingStage
from content.models import AssetPage, Interview, InterviewQuote, Topic
from library.finding.facts import facts_on
from library.voices.fitting import About, Candidate, Fit, fitting
from users.models import User

MOST_NOTES = 20
MOST_QUOTES = 3
MOST_PUBLISHED = 4
MOST_BY_WORDS = 12
# A note without a topic is matched by its words. That is a search each, so the newest ones only.
MOST_SEARCHES = 8
MOST_WORDS = 8


class Source(Enum):
    """Where a point comes from, in the words of whoever passes it on."""

    COLLEAGUE = "A colleague heard it from a buyer"
    EXPERT = "An expert told us"
    PUBLISHED = "From what we published"


@dataclass(frozen=True)
class Asked:
    """Which part of the audience somebody asks about; nothing chosen: all of it."""

    industry: Industry | None = None
    stage: BuyingStage | None = None
    persona: Persona | None = None
    topic: Topic | None = None

    def __bool__(self):
        return any([self.industry, self.stage, self.persona, self.topic])


@dataclass(frozen=True)
class Fitting:
    asset: AssetPage
    why: str


@dataclass(frozen=True)
class Point:
    """One thing to say in a conversation: what, from where, when, about whom, and what to send along."""

    text: str
    source: Source
    on: date
    industry: Industry | None = None
    stage: BuyingStage | None = None
    persona: Persona | None = None
    topic: str = ""
    note: int | None = None
    is_mine: bool = False
    assets: Sequence[Fitting] = field(default_factory=list)


def points(asked: Asked, *, user: User, at: datetime) -> list[Point]:
    """Notes first, the newest on top; then what experts said for assets on the same, and what those give as evidence."""
    topic = asked.topic.slug if asked.topic else ""
    notes = heard(industry=asked.industry, stage=asked.stage, persona=asked.persona, topic=topic, most=MOST_NOTES)
    visible = AssetPage.objects.open_to(user, at=at)
    told = [_told(note, user) for note in notes]
    current = _on_the_same(asked, visible.in_live_coverage(at))
    return [*_with_assets(told, _topics(notes), visible, at), *_from_experts(current), *_published(current)]


def _told(note: FieldNote, user: User) -> Point:
    return Point(
        text=note.heard,
        source=Source.COLLEAGUE,
        on=timezone.localdate(note.at),
        industry=note.industry,
        stage=note.stage,
        persona=note.persona,
        topic=note.topic,
        note=note.pk,
        is_mine=note.by_id == user.pk,
    )


def _topics(notes: Iterable[FieldNote]) -> dict[str, Topic]:
    return {topic.slug: topic for topic in Topic.objects.filter(slug__in={note.topic for note in notes if note.topic})}


def _with_assets(told: list[Point], topics: dict[str, Topic], visible, at: datetime) -> list[Point]:
    """Each with up to two assets of those that are current and may be seen."""
    library = _library(visible, at) if told else []
    without_topic = [point.text for point in told if point.topic not in topics]
    by_words = {text: _by_words(text) for text in without_topic[:MOST_SEARCHES]}
    fits = [fitting(_about(point, topics, by_words.get(point.text, {})), library) for point in told]
    assets = AssetPage.objects.as_cards().in_bulk({fit.key for some in fits for fit in some})
    return [
        replace(
            point,
            topic=str(topics.get(point.topic, "")),
            assets=[Fitting(assets[fit.key], _why(fit, point, topics)) for fit in some if fit.key in assets],
        )
        for point, some in zip(told, fits, strict=True)
    ]


def _library(visible, at: datetime) -> list[Candidate]:
    open_now = set(visible.order_by().values_list("pk", flat=True))
    return [
        Candidate(
            fact.pk,
            stage=fact.stage,
            topics=frozenset(fact.topics),
            industries=fact.own_industries,
        )
        for fact in facts_on(timezone.localdate(at)).values()
        if fact.pk in open_now and not fact.freshness.ranks_below
    ]


def _about(point: Point, topics: dict[str, Topic], words: dict[int, float]) -> About:
    topic = topics.get(point.topic)
    return About(
        topic=topic and topic.pk,
        stage=point.stage and point.stage.pk,
        industry=point.industry and point.industry.pk,
        words=words,
    )


def _by_words(text: str) -> dict[int, float]:
    """The assets that answer the longest of these words best, with the engine's own scores where it has any."""
    text = " ".join(sorted(fold(text).split(), key=len, reverse=True)[:MOST_WORDS])
    backend = get_search_backend()
    if rank := getattr(backend, "rank", None):
        return rank(AssetPage.objects.live(), text, at_most=MOST_BY_WORDS)
    found = AssetPage.objects.live().search(text, operator="or")[:MOST_BY_WORDS]
    return {asset.pk: 1 / place for place, asset in enumerate(found, start=1)}


def _why(fit: Fit, point: Point, topics: dict[str, Topic]) -> str:
    said = {
        "topic": f"on {topics[point.topic]}" if point.topic in topics else "",
        "industry": f"for {point.industry}",
        "stage": f"for {point.stage}",
        "words": "speaks of the same",
    }
    return ", ".join(said[name] for name in fit.shares)


def _on_the_same(asked: Asked, current):
    narrowed = {
        "industries": asked.industry,
        "stage": asked.stage,
        "personas": asked.persona,
        "topics": asked.topic,
    }
    return current.filter(**{name: value for name, value in narrowed.items() if value})


def _from_experts(current) -> list[Point]:
    """What may be quoted of the conversations that these assets came from. Here it goes without the name."""
    quotes = (
        InterviewQuote.objects.filter(
            interview__consent=Interview.Consent.NAMED,
            interview__asset_experts__asset__in=current.order_by().values("pk"),
        )
        .annotate(asset=F("interview__asset_experts__asset"))
        .select_related("interview")
        .order_by("-interview__held_on", "sort_order", "pk")
        .distinct()[:MOST_QUOTES]
    )
    rows = list(quotes)
    assets = AssetPage.objects.as_cards().in_bulk({quote.asset for quote in rows})
    return [
        Point(
            text=quote.text,
            source=Source.EXPERT,
            on=quote.interview.held_on,
            stage=assets[quote.asset].stage,
            assets=[Fitting(assets[quote.asset], "came of that conversation")],
        )
        for quote in rows
    ]


def _published(current) -> list[Point]:
    """The evidence that assets on the same give, each to be sent along with itself."""
    with_evidence = current.exclude(evidence="").exclude(first_published_at=None)
    return [
        Point(
            text=asset.evidence,
            source=Source.PUBLISHED,
            on=timezone.localdate(asset.first_published_at),
            stage=asset.stage,
            assets=[Fitting(asset, "where it stands")],
        )
        for asset in with_evidence.select_related("stage").newest_first()[:MOST_PUBLISHED]
    ]
