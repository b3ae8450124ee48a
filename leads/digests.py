"""What is new on the topics that people follow: one letter an address, each asset once, and nothing that is hidden."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from content.models import AssetPage
from leads.models import Following, Letter, LetterAsset

# So that one run of the worker stays short; the next goes on where this one ended.
LETTERS_A_RUN = 500


@dataclass(frozen=True)
class News:
    """An asset that one follower has not been told of, and the topic that brings it."""

    following: int
    topic: int
    asset: int


def write_digests(*, at: datetime) -> int:
    """Write down who is told what. The letter and its assets stand in one transaction, so a second run finds no more."""
    news = _news(at=at)
    for follower, items in news.items():
        _write(follower, items, at=at)
    return len(news)


def _news(*, at: datetime) -> dict[int, list[News]]:
    """By follower: what appeared on their due topics since they confirmed, the oldest first. Two queries."""
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=at)
    told = LetterAsset.objects.filter(follower=OuterRef("follower"), asset=OuterRef("asset"))
    # Annotated first: the conditions below then speak of one and the same asset.
    found = (
        _due(at=at)
        .annotate(
            asset=F("topic__asset_topics__content_object"),
            published_at=F("topic__asset_topics__content_object__first_published_at"),
        )
        .filter(asset__in=visible.values("pk"), published_at__gt=F("confirmed_at"))
        .exclude(Exists(told))
        .order_by("published_at", "asset", "pk")
        .values_list("follower", "pk", "topic", "asset")
    )
    news: dict[int, list[News]] = defaultdict(list)
    for follower, following, topic, asset in found.iterator():
        if follower not in news and len(news) >= LETTERS_A_RUN:
            continue
        news[follower].append(News(following, topic, asset))
    return news


def _due(*, at: datetime):
    """Followings whose pause is over, of addresses that take mail."""
    is_due = Q(last_written_at=None)
    for frequency in Following.Frequency:
        is_due |= Q(frequency=frequency, last_written_at__lte=at - frequency.pause)
    return Following.objects.active().filter(is_due, follower__bounced_at=None)


@transaction.atomic
def _write(follower: int, items: Sequence[News], *, at: datetime) -> None:
    letter = Letter.objects.create(follower_id=follower, kind=Letter.Kind.DIGEST, written_at=at, due_at=at)
    once = {item.asset: item for item in reversed(items)}
    LetterAsset.objects.bulk_create(
        LetterAsset(letter=letter, follower_id=follower, asset_id=item.asset, topic_id=item.topic)
        for item in once.values()
    )
    Following.objects.filter(pk__in={item.following for item in items}).update(last_written_at=at)


def still_wanted(letter: Letter, *, at: datetime) -> list[LetterAsset]:
    """Of what a letter tells: what is still visible, and on a topic that its reader has not left since."""
    follows = Following.objects.active().filter(follower=letter.follower_id).values("topic")
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=at).values("pk")
    told = letter.letter_assets.filter(topic__in=follows, asset__in=visible)
    return list(told.select_related("asset", "topic").order_by("-asset__first_published_at", "-asset"))
