"""What readers of the demo company's site said back: votes on what they read, and topics that they follow by mail."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from analytics.models import Touch, UsefulnessVote
from content.models import AssetPage, AssetTopic
from demo.market import SEED
from leads.models import Follower, Following, Lead, Letter, LetterAsset

Reason = UsefulnessVote.Reason
VOTE_AFTER_A_THOROUGH_READ = 0.12
USEFUL = 0.78
GIVES_A_REASON = 0.6
# Every so many of the leads follows a topic of something that they read.
ONE_LEAD_IN = 14
ONE_IN_LEFT = 9
CONFIRMED_WITHIN = timedelta(minutes=7)
WRITTEN_AFTER = timedelta(hours=20)
REFUSED = "550 5.1.1 There is no mailbox here of that name."


def speak_up(remarks: Sequence[dict], *, at: datetime) -> None:
    dice = Random(SEED)  # noqa: S311 a demo wants repeatable numbers, not secret ones
    _vote(remarks, dice, at=at)
    _follow(at=at)


def _vote(remarks: Sequence[dict], dice: Random, *, at: datetime) -> None:
    versions = dict(AssetPage.objects.live().values_list("pk", "live_revision"))
    slugs = dict(AssetPage.objects.values_list("slug", "pk"))
    seen = set()
    votes = []
    for touch in Touch.objects.counted().filter(thorough=True, asset__in=versions).order_by("pk"):
        who = (touch.visitor_id, touch.asset_id)
        if who in seen or dice.random() > VOTE_AFTER_A_THOROUGH_READ:
            continue
        seen.add(who)
        votes.append(_said(touch, versions[touch.asset_id], dice))
    today = at.date()
    votes += [
        UsefulnessVote(
            asset_id=slugs[row["asset"]],
            version=versions[slugs[row["asset"]]],
            useful=Reason(row["reason"]) in Reason.of(useful=True),
            reason=row["reason"],
            remark=row["remark"],
            day=today - timedelta(days=3 + 5 * place),
        )
        for place, row in enumerate(remarks)
    ]
    UsefulnessVote.objects.bulk_create(votes)


def _said(touch: Touch, version: int, dice: Random) -> UsefulnessVote:
    useful = dice.random() < USEFUL
    reason = dice.choice(Reason.of(useful=useful)) if dice.random() < GIVES_A_REASON else ""
    return UsefulnessVote(
        asset_id=touch.asset_id,
        version=version,
        useful=useful,
        reason=reason,
        day=touch.last_at.date(),
        visitor_id=touch.visitor_id,
    )


def _follow(*, at: datetime) -> None:
    """One topic each, with the letters that they got on it: all are sent, so the worker has nothing to send."""
    topics = defaultdict(list)
    for tag in AssetTopic.objects.order_by("pk"):
        topics[tag.content_object_id].append(tag.tag_id)
    pieces = _pieces_by_topic()
    readers = Lead.objects.filter(form_answers__isnull=False).distinct().order_by("pk")[::ONE_LEAD_IN]
    for place, lead in enumerate(readers):
        choice = topics[lead.form_answers.order_by("at").first().asset_id]
        topic = choice[place % len(choice)]
        follower = Follower.objects.create(email=lead.email.lower(), lead=lead, asked_at=lead.known_at)
        following = Following.objects.create(
            follower=follower,
            topic_id=topic,
            frequency=Following.Frequency.AT_ONCE if place % 3 else Following.Frequency.WEEKLY,
            asked_at=lead.known_at,
            confirmed_at=lead.known_at + CONFIRMED_WITHIN,
        )
        _write_letters(following, pieces[topic], at=at)
        if place % ONE_IN_LEFT == ONE_IN_LEFT - 1:
            Following.objects.filter(pk=following.pk).update(left_at=at - timedelta(days=place))
    _refuse_the_last()


def _pieces_by_topic() -> dict[int, list[AssetPage]]:
    found = defaultdict(list)
    live = AssetPage.objects.live().in_bulk()
    for tag in AssetTopic.objects.filter(content_object__in=live):
        found[tag.tag_id].append(live[tag.content_object_id])
    return found


def _write_letters(following: Following, pieces: Iterable[AssetPage], *, at: datetime) -> None:
    confirm = Letter(kind=Letter.Kind.CONFIRM, following=following, frequency=following.frequency)
    _send(confirm, following, following.asked_at)
    for piece in _new_to(following, pieces):
        letter = Letter(kind=Letter.Kind.DIGEST)
        written = min(piece.first_published_at + WRITTEN_AFTER, at)
        _send(letter, following, written)
        LetterAsset.objects.create(letter=letter, follower=following.follower, asset=piece, topic_id=following.topic_id)
        Following.objects.filter(pk=following.pk).update(last_written_at=written)


def _new_to(following: Following, pieces: Iterable[AssetPage]) -> Iterator[AssetPage]:
    since = (piece for piece in pieces if piece.first_published_at > following.confirmed_at)
    yield from sorted(since, key=lambda piece: piece.first_published_at)


def _send(letter: Letter, following: Following, moment: datetime) -> None:
    letter.follower = following.follower
    letter.written_at = letter.due_at = letter.started_at = letter.sent_at = moment
    letter.tries, letter.outcome = 1, Letter.Outcome.SENT
    letter.save()


def _refuse_the_last() -> None:
    last = Letter.objects.filter(kind=Letter.Kind.DIGEST).select_related("follower").first()
    if last:
        last.outcome, last.trouble, last.sent_at = Letter.Outcome.BOUNCED, REFUSED, None
        last.save()
        Follower.objects.filter(pk=last.follower_id).update(bounced_at=last.started_at)
