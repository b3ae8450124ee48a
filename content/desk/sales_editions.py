"""Whether a sales edition still goes with its public asset, and the verbs that keep it so."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from hashlib import sha256

from wagtail.log_actions import log
from wagtail.models import Revision
from wagtail.signals import page_published

from content.asset_text import WORDS
from content.models import AssetPage, SalesEdition

CHECKED = "content.sales_edition.check"


class EditionState(Enum):
    """Each with the sentence that its editor reads."""

    OPEN = "Sales expects an edition of every asset of this stage, and this one has none yet."
    NONE = "There is none, and no stage that needs one is chosen."
    CURRENT = "It goes with the text as it stands."
    BEHIND = "The asset was published anew since anybody checked its sales edition against it."


def state_of(asset: AssetPage, edition: SalesEdition | None) -> EditionState:
    if edition:
        return EditionState.BEHIND if edition.is_behind else EditionState.CURRENT
    return EditionState.OPEN if asset.stage and asset.stage.needs_sales_edition else EditionState.NONE


def edition_of(asset: AssetPage) -> SalesEdition | None:
    return SalesEdition.objects.select_related("asset").filter(asset=asset.pk).first() if asset.pk else None


@dataclass(frozen=True)
class EditionOnDesk:
    """What the editor of an asset is told of its sales edition."""

    edition: SalesEdition | None
    state: EditionState
    may_add: bool
    may_change: bool

    @classmethod
    def of(cls, asset: AssetPage, user) -> "EditionOnDesk":
        edition = edition_of(asset)
        rights = [user.has_perm(f"content.{action}_salesedition") for action in ("add", "change")]
        return cls(edition, state_of(asset, edition), *rights)


def note_checked(edition: SalesEdition, *, at: datetime) -> None:
    """Sets, and leaves saving to its caller: the edition is held to be true of the text that is public now."""
    revision = _text_now(edition.asset)
    edition.written_for = revision
    edition.words_checked = digest(revision.content) if revision else ""
    edition.checked_at = at


def check_again(edition: SalesEdition, *, by, at: datetime) -> None:
    """Somebody read both and changed nothing."""
    note_checked(edition, at=at)
    edition.save(update_fields=["written_for", "words_checked", "checked_at"])
    log(instance=edition, action=CHECKED, user=by, timestamp=at)


def _text_now(asset: AssetPage) -> Revision | None:
    """The public text, or the draft while nothing is public."""
    return asset.live_revision or asset.latest_revision


def digest(said: dict) -> str:
    """The words of a revision in short. Revisions themselves will not do: autosave writes over the latest."""
    return sha256("\0".join(str(said.get(name) or "") for name in WORDS).encode()).hexdigest()


def follow_publications() -> None:
    page_published.connect(_keep_up, sender=AssetPage)


def _keep_up(sender, instance: AssetPage, revision: Revision | None, **kwargs) -> None:
    """An edition goes with a publication that changes no word; from any other it stays behind, and keeps the revision
    that it was checked against for whoever compares the two, unless autosave wrote over that one.
    """
    edition = SalesEdition.objects.filter(asset=instance.pk).first()
    if not edition or not revision:
        return
    unchanged = bool(edition.words_checked) and edition.words_checked == digest(revision.content)
    if unchanged or edition.written_for_id == revision.pk:
        SalesEdition.objects.filter(pk=edition.pk).update(written_for=revision if unchanged else None)
