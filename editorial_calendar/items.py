"""What stands in the calendar: slots, which can be moved, and what the assets' own dates say, which cannot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Revision

from content.models import AssetPage
from editorial_calendar.models import Slot


class Kind(Enum):
    SLOT = "slot"
    LIVE = "live"
    SCHEDULED = "scheduled"
    EXPIRES = "expires"


KIND_LABELS = {Kind.LIVE: "Went live", Kind.SCHEDULED: "Goes live", Kind.EXPIRES: "Expires"}


@dataclass(frozen=True)
class Item:
    """One line in a day."""

    kind: Kind
    pk: int
    on: date
    title: str
    pillar: str
    label: str
    owner: str = ""
    stage: str = ""
    asset: AssetPage | None = None

    @property
    def key(self) -> str:
        return f"{self.kind.value}-{self.pk}"

    @property
    def is_slot(self) -> bool:
        return self.kind is Kind.SLOT


def items_between(first: date, last: date, *, user, at: datetime) -> list[Item]:
    """Everything from one day to another, both included: slots first in each day, then by title."""
    items = [
        *_slots(first, last),
        *_went_live(first, last, user, at),
        *_scheduled(first, last),
        *_expiring(first, last),
    ]
    return sorted(items, key=lambda item: (item.on, not item.is_slot, item.title.lower(), item.key))


def slot_item(slot: Slot) -> Item:
    return Item(
        kind=Kind.SLOT,
        pk=slot.pk,
        on=slot.planned_on,
        title=slot.working_title,
        pillar=slot.pillar,
        label=slot.get_state_display(),
        owner=get_user_display_name(slot.owner) if slot.owner else "",
        stage=slot.stage.name if slot.stage else "",
    )


def _slots(first: date, last: date) -> Iterator[Item]:
    return map(slot_item, Slot.objects.between(first, last).with_names())


def _went_live(first: date, last: date, user, at: datetime) -> Iterator[Item]:
    visible = AssetPage.objects.visible_to(user, at=at)
    for asset in visible.filter(first_published_at__range=_moments(first, last)).select_related("stage"):
        yield _asset_item(Kind.LIVE, asset, asset.first_published_at)


def _scheduled(first: date, last: date) -> Iterator[Item]:
    """What Wagtail will publish by itself: revisions that somebody scheduled, not dates that were only typed in."""
    content_type = ContentType.objects.get_for_model(AssetPage)
    due = Revision.objects.filter(content_type=content_type, approved_go_live_at__range=_moments(first, last))
    moments = {int(pk): moment for pk, moment in due.values_list("object_id", "approved_go_live_at")}
    for asset in AssetPage.objects.public().select_related("stage").filter(pk__in=moments):
        yield _asset_item(Kind.SCHEDULED, asset, moments[asset.pk])


def _expiring(first: date, last: date) -> Iterator[Item]:
    shown = AssetPage.objects.public().filter(Q(live=True) | Q(expired=True)).select_related("stage")
    for asset in shown.filter(expire_at__range=_moments(first, last)):
        yield _asset_item(Kind.EXPIRES, asset, asset.expire_at)


def _asset_item(kind: Kind, asset: AssetPage, moment: datetime) -> Item:
    return Item(
        kind=kind,
        pk=asset.pk,
        on=timezone.localdate(moment),
        title=asset.title,
        pillar=asset.pillar,
        label=KIND_LABELS[kind],
        stage=asset.stage.name if asset.stage else "",
        asset=asset,
    )


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first moment of one day to the last of another, on the clock of the people who plan."""
    zone = timezone.get_current_timezone()
    end = datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone) - timedelta(microseconds=1)
    return datetime.combine(first, time.min, tzinfo=zone), end
