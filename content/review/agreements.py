"""The stage agreement of an asset: proposed by one department, signed by the other, reopened when the asset moves.

Each verb writes what happened into the asset's history. Nothing is ever written over: a new proposal is a new version.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models.signals import post_save
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log

from buying_stages.models import Pillar
from content.models import AgreementRemark, AssetPage, Ending, Side, StageAgreement, State
from users.models import User

ACTION = "content.stage_agreement"


class NotPossible(Exception):
    """What was asked of an agreement cannot be done now; its text is the sentence for whoever asked."""


@transaction.atomic
def propose(
    asset: AssetPage, *, by: User, at: datetime, side: Side = Side.MARKETING, note: str = "", since: date | None = None
) -> StageAgreement:
    """A new version for the stage and pillar that the asset has now; it carries the proposer's signature."""
    _require(by, side)
    if not asset.stage_id or not asset.pillar:
        raise NotPossible(f"“{asset.title}” has no stage or no pillar yet. Choose them in the editor first.")
    reopen_if_moved(asset, at=at)
    latest = StageAgreement.objects.select_for_update().filter(asset=asset).order_by("-version").first()
    if latest and not latest.ended_at:
        said = "is signed already" if latest.is_signed else "is proposed already and waits for a signature"
        raise NotPossible(f"“{asset.title}” {said} for the {latest.stage} stage.")
    version = latest.version + 1 if latest else 1
    agreement = StageAgreement(asset=asset, version=version, stage=asset.stage, pillar=asset.pillar, note=note.strip())
    agreement.effective_from = since
    _put_name(agreement, side, by=by, at=at)
    try:
        with transaction.atomic():
            agreement.save()
    except IntegrityError as meanwhile:
        raise NotPossible(f"Somebody else proposed “{asset.title}” in the same moment. Theirs stands.") from meanwhile
    _record(agreement, "propose", by=by)
    return agreement


@transaction.atomic
def sign(agreement: StageAgreement, *, by: User, at: datetime) -> StageAgreement:
    """The second signature, by another person and for the other department. The agreement holds from its day on."""
    agreement = _open(agreement, at=at)
    side = agreement.waits_for
    if side is None:
        raise NotPossible(f"“{agreement.asset.title}” is signed by both departments already.")
    if by.pk in (agreement.marketing_by_id, agreement.sales_by_id):
        raise NotPossible(f"You proposed “{agreement.asset.title}”, so somebody of {side.label.lower()} signs it.")
    _require(by, side)
    _put_name(agreement, side, by=by, at=at)
    agreement.effective_from = max(agreement.effective_from or date.min, timezone.localdate(at))
    agreement.save()
    _record(agreement, "sign", by=by)
    return agreement


@transaction.atomic
def decline(agreement: StageAgreement, *, by: User, remark: str, at: datetime) -> StageAgreement:
    """The department that was asked says no, and why. The next proposal is a new version."""
    agreement = _open(agreement, at=at)
    if agreement.waits_for is None:
        raise NotPossible(f"“{agreement.asset.title}” is signed. Withdraw the agreement instead, and say why.")
    _require(by, agreement.waits_for)
    say(agreement, by=by, text=remark, at=at)
    return _end(agreement, Ending.DECLINED, because=f"Declined by {get_user_display_name(by)}.", at=at, by=by)


@transaction.atomic
def withdraw(agreement: StageAgreement, *, by: User, remark: str, at: datetime) -> StageAgreement:
    """A department takes its own signature back, with the reason; a signed agreement ends by it, too."""
    agreement = _open(agreement, at=at)
    own = [side for side in Side if agreement.signed_at(side) and by.has_perm(side.right)]
    if not own:
        raise PermissionDenied
    say(agreement, by=by, text=remark, at=at)
    return _end(agreement, Ending.WITHDRAWN, because=f"Withdrawn by {get_user_display_name(by)}.", at=at, by=by)


def say(agreement: StageAgreement, *, by: User, text: str, at: datetime) -> AgreementRemark:
    if not any(by.has_perm(side.right) for side in Side):
        raise PermissionDenied
    if not text.strip():
        raise NotPossible("Say in a sentence why, so that the other department can act on it.")
    return agreement.remarks.create(author=by, author_name=get_user_display_name(by), text=text.strip(), said_at=at)


@transaction.atomic
def reopen_if_moved(asset: AssetPage, *, at: datetime) -> StageAgreement | None:
    """Ends the open agreement when the asset has left the stage or the pillar that was agreed."""
    agreement = (
        StageAgreement.objects.open()
        .select_for_update(of=["self"])
        .filter(asset_id=asset.pk)
        .exclude(stage=asset.stage_id, pillar=asset.pillar)
        .select_related("stage")
        .first()
    )
    if agreement is None:
        return None
    agreement.asset = asset
    return _end(agreement, Ending.MOVED, because=_how_it_moved(agreement, asset), at=at, by=None)


def standing(asset: AssetPage) -> str:
    """`Signed, version 2 since 3 March 2026`, or what it waits for."""
    agreement = StageAgreement.objects.filter(asset_id=asset.pk).order_by("-version").first()
    if agreement is None:
        return State.NONE.label
    agreement.asset = asset
    state = agreement.now()
    if state is State.SIGNED:
        return f"Signed, version {agreement.version} since {date_format(agreement.effective_from)}"
    names = " and ".join(filter(None, [agreement.marketing_name, agreement.sales_name]))
    return f"{state.label}, version {agreement.version}{f', signed by {names}' if names else ''}"


def follow_moves() -> None:
    """However an asset is saved, by its editor, an import or code, what was agreed of its old place ends."""
    post_save.connect(_follow, sender=AssetPage, dispatch_uid="content.review.agreements")


def _follow(sender, instance, created, raw, update_fields, **kwargs) -> None:
    places = {"stage", "stage_id", "pillar"}
    if not (created or raw or (update_fields is not None and places.isdisjoint(update_fields))):
        reopen_if_moved(instance, at=timezone.now())


def propose_and_sign(assets: Iterable[AssetPage], *, marketing: User, sales: User, at: datetime) -> int:
    """For demo companies and first imports: both departments agree on all of these at once. How many are new."""
    with transaction.atomic():
        free = [asset for asset in assets if not StageAgreement.objects.open().filter(asset=asset).exists()]
        for asset in free:
            sign(propose(asset, by=marketing, at=at), by=sales, at=at)
    return len(free)


@dataclass
class Done:
    """What became of a verb that was asked for many assets."""

    done: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def propose_all(assets: Iterable[AssetPage], *, by: User, side: Side, note: str, at: datetime) -> Done:
    def one(asset):
        propose(asset, by=by, side=side, note=note, at=at)

    return _each(assets, one)


def sign_all(assets: Iterable[AssetPage], *, by: User, at: datetime) -> Done:
    def one(asset):
        agreement = StageAgreement.objects.open().filter(asset=asset).first()
        if agreement is None:
            raise NotPossible(f"“{asset.title}” has no proposal to sign.")
        sign(agreement, by=by, at=at)

    return _each(assets, one)


def _each(assets, verb) -> Done:
    """Each asset by itself: what cannot be done for one does not undo the others."""
    result = Done()
    for asset in assets:
        try:
            verb(asset)
        except NotPossible as why:
            result.refused.append(str(why))
        except PermissionDenied:
            result.refused.append(f"“{asset.title}” waits for the other department.")
        else:
            result.done.append(asset.title)
    return result


def _require(by: User, side: Side) -> None:
    if not by.has_perm(side.right):
        raise PermissionDenied(f"Only those who may sign for {side.label.lower()} do this.")


def _open(agreement: StageAgreement, *, at: datetime) -> StageAgreement:
    """The row as it stands now, held for this transaction."""
    now = StageAgreement.objects.select_for_update(of=["self"]).select_related("asset", "stage").get(pk=agreement.pk)
    if now.ended_at:
        raise NotPossible(f"This version for “{now.asset.title}” has ended: {now.ended_because} Propose a new one.")
    if now.is_moved:
        raise NotPossible(f"{_how_it_moved(now, now.asset)} Propose “{now.asset.title}” anew.")
    return now


def _put_name(agreement: StageAgreement, side: Side, *, by: User, at: datetime) -> None:
    setattr(agreement, f"{side.value}_by", by)
    setattr(agreement, f"{side.value}_name", get_user_display_name(by))
    setattr(agreement, f"{side.value}_at", at)


def _end(agreement: StageAgreement, ending: Ending, *, because: str, at: datetime, by: User | None) -> StageAgreement:
    agreement.ended_at, agreement.ending, agreement.ended_because = at, ending, because[:200]
    agreement.save()
    _record(agreement, ending.value, by=by)
    return agreement


def _how_it_moved(agreement: StageAgreement, asset: AssetPage) -> str:
    if agreement.stage_id != asset.stage_id:
        return f"The asset moved from the {agreement.stage} stage to {asset.stage or 'none'}."
    return f"The asset went from {agreement.pillar} to {Pillar(asset.pillar).value if asset.pillar else 'no pillar'}."


def _record(agreement: StageAgreement, verb: str, *, by: User | None) -> None:
    data = {"version": agreement.version, "stage": str(agreement.stage), "because": agreement.ended_because}
    log(agreement.asset, f"{ACTION}.{verb}", user=by, data=data)
