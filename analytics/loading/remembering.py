"""Sittings become touches, with their page views, their deeds, and what they add to the numbers."""

from collections.abc import Iterable, Sequence

from analytics.loading.page_views import Arrival
from analytics.loading.sittings import Sitting, Sittings, changed
from analytics.loading.upserting import next_keys, put, replaced
from analytics.models import Deed, PageView, Quarantine, Touch
from analytics.reasons import Machine
from analytics.rollups.adding import apply

_ID = ("id", "visitor", "asset", "read_as", "expected_seconds", "quarantined_for")
_GROWS = ("at", "last_at", "active_ms", "depth", "thorough", *Arrival._fields)
_VIEW_GROWS = (
    *("last_seq", "active_ms", "depth", "pages", "film", "heard_from", "heard_until", "shown", "mail"),
    "touch",
)


def remember(sittings: Sittings) -> None:
    news = changed(sittings)
    for sitting in news:
        sitting.sum_up()
    _give_keys([sitting for sitting in news if sitting.pk is None])
    put(Touch, [*_ID, *_GROWS], map(_touch_row, news), unless=replaced(_GROWS))
    put(PageView, ["id", *_VIEW_GROWS], _view_rows(news), unless=replaced([*_VIEW_GROWS[:-1], "touch_id"]))
    put(Deed, ["page_view", "seq", "kind", "target", "at"], _deed_rows(sittings), unless="DO NOTHING")
    left = [leaving for leaving, _ in sittings.gone if leaving.pk is not None]
    if left:
        _move_quarantine(sittings.gone)
        Touch.objects.filter(pk__in=[sitting.pk for sitting in left]).delete()
    changes = [(sitting.before, sitting.fact()) for sitting in news]
    apply(changes + [(sitting.before, None) for sitting in left])


def _give_keys(new: Sequence[Sitting]) -> None:
    if new:
        for sitting, pk in zip(new, next_keys(Touch, len(new)), strict=True):
            sitting.pk = pk


def _touch_row(sitting: Sitting) -> tuple:
    return (
        *(sitting.pk, sitting.visitor, sitting.asset, sitting.read_as, sitting.expected_seconds),
        *(sitting.quarantined_for, sitting.began.at, sitting.last_at, sitting.active_ms, sitting.depth),
        *(sitting.thorough, *sitting.began.arrival),
    )


def _view_rows(news: Iterable[Sitting]) -> Iterable[tuple]:
    for sitting in news:
        for view in sitting.changed.values():
            yield (
                *(view.id, view.last_seq, view.active_ms, view.depth, view.pages, view.film),
                *(view.heard_from, view.heard_until, view.shown, view.mail, sitting.pk),
            )


def _deed_rows(sittings: Sittings) -> Iterable[tuple]:
    return ((done.view, done.seq, done.sign.did, done.sign.target, done.sign.at) for done in sittings.done)


def _move_quarantine(gone: Iterable[tuple[Sitting, Sitting]]) -> None:
    """What was said of one that becomes part of another is said of that one, if nothing else was."""
    for leaving, remaining in gone:
        if leaving.quarantined_for and not remaining.quarantined_for:
            if leaving.quarantined_for == Machine.UNSEEN and remaining.was_shown:
                continue
            moved = Quarantine.objects.filter(touch=leaving.pk).exclude(touch__quarantined_for="")
            if not Quarantine.objects.filter(touch=remaining.pk).exists() and moved.update(touch=remaining.pk):
                remaining.quarantined_for = leaving.quarantined_for
                Touch.objects.filter(pk=remaining.pk).update(quarantined_for=leaving.quarantined_for)
