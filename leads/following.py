"""Following a topic by mail. Nothing is sent to an address whose owner has not said yes twice, and leaving is at once.

A link in a mail carries a value that we signed for that mail, and nothing that names a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db import transaction
from django.db.models import Count, Q

from analytics.models import Visitor
from content.models import Topic
from leads.identification import Details, find_or_make_lead, identify
from leads.models import Follower, Following, Identification, Letter

CONFIRM_LIFE = timedelta(days=3)
LETTERS_A_DAY = 4
AGAIN_AFTER = timedelta(minutes=10)
# An address that never said yes is forgotten once its links have ended.
FORGOTTEN_AFTER = timedelta(days=7)

_confirming = TimestampSigner(salt="leads.following.confirm")
_managing = Signer(salt="leads.following.manage")


@dataclass(frozen=True)
class Asked:
    """What a link to confirm stands for."""

    following: Following
    frequency: Following.Frequency


@transaction.atomic
def ask(email: str, topic: Topic, frequency: str, *, at: datetime) -> None:
    """Write the letter that asks for the second yes. Whatever we know of the address, the same happens and is shown."""
    follower, _ = Follower.objects.select_for_update().get_or_create(
        email=email.strip().lower(), defaults={"asked_at": at}
    )
    following, _ = Following.objects.get_or_create(
        follower=follower, topic=topic, defaults={"frequency": frequency, "asked_at": at}
    )
    if _was_asked_enough(follower, following, at=at):
        return
    following.asked_at = at
    following.save(update_fields=["asked_at"])
    Letter.objects.create(
        follower=follower,
        kind=Letter.Kind.CONFIRM,
        following=following,
        frequency=frequency,
        written_at=at,
        due_at=at,
    )


def _was_asked_enough(follower: Follower, following: Following, *, at: datetime) -> bool:
    """So that nobody fills a stranger's mailbox with our questions."""
    asked = Letter.objects.filter(kind=Letter.Kind.CONFIRM, written_at__gt=at - timedelta(days=1))
    return (
        asked.filter(_of_one_mailbox(follower.email)).count() >= LETTERS_A_DAY
        or asked.filter(following=following, written_at__gt=at - AGAIN_AFTER).exists()
    )


def _of_one_mailbox(email: str) -> Q:
    """What stands after a plus is made up at will, and all of it arrives in one mailbox."""
    name, _, host = email.rpartition("@")
    name = name.partition("+")[0] or name
    tagged = Q(follower__email__startswith=f"{name}+", follower__email__endswith=f"@{host}")
    return Q(follower__email=f"{name}@{host}") | tagged | Q(follower__email=email)


def confirm_token(following: Following, frequency: str) -> str:
    return _confirming.sign(f"{following.pk}:{frequency}")


def asked_by(token: str) -> Asked | None:
    """What the holder of a link may confirm; nothing after its life, nor after its owner has left."""
    try:
        key, said = _confirming.unsign(token, max_age=CONFIRM_LIFE).split(":")
        frequency = Following.Frequency(said)
    except (BadSignature, ValueError):
        return None
    following = Following.objects.select_related("follower", "topic").filter(pk=key).first()
    if following is None or (following.left_at and following.left_at >= following.asked_at):
        return None
    return Asked(following, frequency)


@transaction.atomic
def confirm(asked: Asked, *, visitor: Visitor | None, at: datetime) -> Visitor | None:
    """From now on the address follows; its owner is a lead, and a browser that consented joins it.

    Gives the visitor that the browser is from now on.
    """
    following, follower = asked.following, asked.following.follower
    if following.confirmed_at is None or following.left_at:
        following.confirmed_at = at
    following.left_at = None
    following.frequency = asked.frequency
    following.save(update_fields=["confirmed_at", "left_at", "frequency"])
    follower.lead = find_or_make_lead(Details(follower.email), at=at)
    follower.bounced_at = None
    follower.save(update_fields=["lead", "bounced_at"])
    return visitor and identify(visitor, follower.lead, how=Identification.How.LINK, at=at)


def manage_token(follower: Follower) -> str:
    """Leads to the choices of one address for as long as it gets mail: leaving must always work."""
    return _managing.sign(str(follower.pk))


def managed_by(token: str) -> Follower | None:
    try:
        return Follower.objects.filter(pk=_managing.unsign(token)).first()
    except BadSignature:
        return None


def leave(follower: Follower, *, at: datetime, topic_id: int | None = None) -> None:
    """One topic, or all of them. Letters that wait are not sent any more."""
    leaving = follower.followings.filter(left_at=None)
    if topic_id is not None:
        leaving = leaving.filter(topic_id=topic_id)
    leaving.update(left_at=at)


@transaction.atomic
def choose(follower: Follower, frequencies: Mapping[int, str]) -> None:
    """How often, topic by topic; topics that the address does not follow are left alone."""
    for following in follower.followings.active():
        wanted = frequencies.get(following.topic_id, "")
        if wanted in Following.Frequency.values:
            following.frequency = wanted
            following.save(update_fields=["frequency"])


def forget_the_unconfirmed(*, at: datetime) -> None:
    """Addresses that never said yes, with the letters that asked them."""
    said_yes = Following.objects.filter(confirmed_at__isnull=False).values("follower")
    lately = at - FORGOTTEN_AFTER
    Follower.objects.exclude(pk__in=said_yes).exclude(
        pk__in=Following.objects.filter(asked_at__gt=lately).values("follower")
    ).exclude(pk__in=Letter.objects.filter(written_at__gt=lately).values("follower")).delete()


def followers_by_topic() -> list[tuple[int, str, int]]:
    """How many follow each topic now, the most followed first."""
    topics = Topic.objects.filter(followings__in=Following.objects.active()).annotate(n=Count("followings"))
    return list(topics.order_by("-n", "name").values_list("pk", "name", "n"))
