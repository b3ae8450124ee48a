"""That somebody read thoroughly by a link: noted within seconds, shown until it was seen, and mailed once a share."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from library.models import ReadSignal, Share, ShareReader
from library.sharing.rules import COUNTS
from users.models import User


@transaction.atomic
def note_thorough_reads(*, at: datetime) -> list[ReadSignal]:
    """Those that were not noted before. Safe to run twice, and to be killed half-way.

    A signal of a touch that was set aside as a machine's says nothing; when somebody else's reading takes its place, it
    is told anew.
    """
    new = {}
    for reader, asset, touch in _not_noted():
        new.setdefault((reader, asset), ReadSignal(reader_id=reader, asset_id=asset, touch_id=touch, at=at))
    told = _told_of_machines(new)
    for signal in told:
        signal.touch_id, signal.at, signal.seen_at = new.pop((signal.reader_id, signal.asset_id)).touch_id, at, None
    ReadSignal.objects.bulk_update(told, ["touch", "at", "seen_at"])
    ReadSignal.objects.bulk_create(new.values(), ignore_conflicts=True)
    return [*told, *new.values()]


def _not_noted() -> Iterable[tuple[int, int, int]]:
    """Reader, asset and touch."""
    touch = "visitor__touches__"
    noted = ReadSignal.objects.standing().filter(reader=OuterRef("pk"), asset=OuterRef(f"{touch}asset"))
    # All conditions in one: those of a second `filter` would speak of any other touch of this visitor.
    return (
        ShareReader.objects.filter(COUNTS, ~Exists(noted), **{f"{touch}thorough": True})
        .order_by(f"{touch}at")
        .values_list("pk", f"{touch}asset", f"{touch}pk")
    )


def _told_of_machines(new: Collection[tuple[int, int]]) -> list[ReadSignal]:
    if not new:
        return []
    readers = {reader for reader, _ in new}
    told = (
        ReadSignal.objects.filter(reader__in=readers).exclude(touch__quarantined_for="").select_for_update(of=("self",))
    )
    return [signal for signal in told.order_by("pk") if (signal.reader_id, signal.asset_id) in new]


def unseen_by(user: User):
    """What this person was not shown yet: of their own shares, and of those to people of their accounts."""
    theirs = Share.objects.followed_by(user).values("pk")
    return ReadSignal.objects.standing().filter(seen_at=None, reader__share__in=theirs)


def mark_seen(user: User, *, up_to: int, shares: Iterable[int], at: datetime) -> int:
    """Only what was on the page that this person saw: a signal that came since waits for the next look."""
    return unseen_by(user).filter(pk__lte=up_to, reader__share__in=list(shares)).update(seen_at=at)
