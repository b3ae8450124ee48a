"""What one salesperson tells the others about using an asset, and whether it was of use to them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef
from wagtail.admin.utils import get_user_display_name

from content.models import AssetPage
from library.models import Share, Tip, TipThanks
from library.models.voices import Of
from users.models import User


@dataclass(frozen=True)
class Told:
    """A tip as a colleague sees it. Both numbers count what others did: nobody earns anything by speaking alone."""

    tip: Tip
    teller: str
    helped: int
    used: int
    is_mine: bool
    is_thanked: bool


def leave_tip(asset: AssetPage, text: str, *, of: Of, by: User, at: datetime) -> Tip:
    return Tip.objects.create(asset=asset, text=text.strip(), of=of, by=by, at=at)


def change_tip(tip: Tip, text: str, *, of: Of, by: User) -> Tip:
    """Its author says it better. Thanks stay: they were said for the help, not for the words."""
    _only_its_own(tip, by)
    tip.text, tip.of = text.strip(), of
    tip.save(update_fields=["text", "of"])
    return tip


def withdraw_tip(tip: Tip, *, by: User, at: datetime) -> None:
    _only_its_own(tip, by)
    Tip.objects.filter(pk=tip.pk, withdrawn_at=None).update(withdrawn_at=at)


def thank(tip: Tip, *, by: User, at: datetime) -> bool:
    """Whether the thanks are new. Once a person; never for one's own."""
    if tip.by_id == by.pk:
        raise PermissionDenied("Nobody thanks themselves for a tip.")
    return TipThanks.objects.get_or_create(tip=tip, by=by, defaults={"at": at})[1]


def tips_on(asset: AssetPage, *, reader: User, editions: bool) -> list[Told]:
    """What stands, the most thanked first; two queries. `editions`: whether the reader may see sales editions."""
    tips = Tip.objects.filter(asset=asset, withdrawn_at=None).select_related("by")
    if not editions:
        tips = tips.exclude(of=Of.EDITION)
    tips = tips.annotate(
        helped=Count("thanks"), thanked=Exists(TipThanks.objects.filter(tip=OuterRef("pk"), by=reader))
    )
    rows = list(tips.order_by("-helped", "-at", "-pk"))
    uses = _uses(asset) if rows else []
    return [
        Told(
            tip,
            get_user_display_name(tip.by),
            tip.helped,
            used_since(uses, tip.at, teller=tip.by_id),
            is_mine=tip.by_id == reader.pk,
            is_thanked=tip.thanked,
        )
        for tip in rows
    ]


def tips_of(teller: User) -> list[Told]:
    """Everything that one person told and still stands, the newest first, with what came of it; two queries."""
    tips = Tip.objects.filter(by=teller, withdrawn_at=None).select_related("asset").annotate(helped=Count("thanks"))
    rows = list(tips.order_by("-at", "-pk"))
    uses: dict[int, list[tuple[int, datetime]]] = defaultdict(list)
    shares = Share.objects.filter(collection__items__asset__in={tip.asset_id for tip in rows})
    for asset, *use in shares.values_list("collection__items__asset", "sender", "shared_at"):
        uses[asset].append(tuple(use))
    name = get_user_display_name(teller)
    return [
        Told(tip, name, tip.helped, used_since(uses[tip.asset_id], tip.at, teller=teller.pk), True, False)
        for tip in rows
    ]


def used_since(uses: Sequence[tuple[int, datetime]], at: datetime, *, teller: int) -> int:
    """How often others than the teller shared the asset after the tip."""
    return sum(sender != teller and shared_at >= at for sender, shared_at in uses)


def _uses(asset: AssetPage) -> list[tuple[int, datetime]]:
    return list(Share.objects.filter(collection__items__asset=asset).values_list("sender", "shared_at"))


def _only_its_own(tip: Tip, by: User) -> None:
    if tip.by_id != by.pk:
        raise PermissionDenied("Only whoever left a tip changes it.")
