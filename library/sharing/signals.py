"""That somebody read thoroughly by a link: noted within seconds, shown until it was seen, and mailed once a share."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from library.models import ReadSignal, Share, ShareReader
from library.sharing.rules import COUNTS
from users.models import User


@transaction.atomic
def note_thorough_reads(*, at: datetime) -> list[ReadSignal]:
    """Those that were not noted before. Safe to run twice, and to be killed half-way."""
    new = {}
    for reader, asset, touch in _not_noted():
        new.setdefault((reader, asset), ReadSignal(reader_id=reader, asset_id=asset, touch_id=touch, at=at))
    ReadSignal.objects.bulk_create(new.values(), ignore_conflicts=True)
    return list(new.values())


def _not_noted() -> Iterable[tuple[int, int, int]]:
    """Reader, asset and touch."""
    touch = "visitor__touches__"
    noted = ReadSignal.objects.filter(reader=OuterRef("pk"), asset=OuterRef(f"{touch}asset"))
    return (
        ShareReader.objects.filter(COUNTS, **{f"{touch}thorough": True})
        .filter(~Exists(noted))
        .order_by(f"{touch}at")
        .values_list("pk", f"{touch}asset", f"{touch}pk")
    )


def unseen_by(user: User):
    """What this person was not shown yet: of their own shares, and of those to people of their accounts."""
    return ReadSignal.objects.filter(seen_at=None, reader__share__in=Share.objects.followed_by(user).values("pk"))


def mark_seen(user: User, *, up_to: int, shares: Iterable[int], at: datetime) -> int:
    """Only what was on the page that this person saw: a signal that came since waits for the next look."""
    return unseen_by(user).filter(pk__lte=up_to, reader__share__in=list(shares)).update(seen_at=at)
