"""Making a personal link, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from content.models import AssetPage
from leads.identification import Details, find_or_make_lead
from leads.models import Lead
from library.models import Collection, CollectionItem, Share
from library.sharing.links import new_key
from users.models import User

SENT_TWICE = timedelta(seconds=10)


@dataclass(frozen=True)
class SomeoneNew:
    """Whom the salesperson names. With an e-mail they are a lead, found or made; without, a name on the link."""

    name: str
    email: str = ""

    def details(self) -> Details:
        first, _, last = self.name.partition(" ")
        return Details(self.email, first[:80], last.strip()[:80])


@transaction.atomic
def share(
    what: Collection | Sequence[AssetPage],
    whom: Lead | SomeoneNew,
    *,
    by: User,
    at: datetime,
    valid_for: timedelta,
    note: str = "",
) -> Share:
    """One link for one person. A named collection stays what it is; single assets get a nameless one of their own."""
    if isinstance(whom, SomeoneNew) and whom.email:
        whom = find_or_make_lead(whom.details(), at=at)
    return Share.objects.create(
        key=new_key(),
        collection=what if isinstance(what, Collection) else _hold_together(what, by=by, at=at),
        sender=by,
        lead=whom if isinstance(whom, Lead) else None,
        recipient="" if isinstance(whom, Lead) else whom.name,
        note=note.strip(),
        shared_at=at,
        expires_at=at + valid_for,
    )


@transaction.atomic
def share_once(what, whom: Lead | SomeoneNew, *, by: User, at: datetime, valid_for: timedelta, note: str = "") -> Share:
    """The same form sent twice, by an impatient finger or a reload, makes one link and counts as one use."""
    list(User.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    if isinstance(whom, SomeoneNew) and whom.email:
        whom = find_or_make_lead(whom.details(), at=at)
    same_person = {"lead": whom} if isinstance(whom, Lead) else {"lead": None, "recipient": whom.name}
    lately = Share.objects.working(at).filter(
        sender=by, note=note.strip(), shared_at__gt=at - SENT_TWICE, **same_person
    )
    same = next((made for made in lately if made.expires_at - made.shared_at == valid_for and _shows(made, what)), None)
    return same or share(what, whom, by=by, at=at, valid_for=valid_for, note=note)


def _shows(made: Share, what: Collection | Sequence[AssetPage]) -> bool:
    if isinstance(what, Collection):
        return made.collection_id == what.pk
    assets = list(made.collection.items.values_list("asset", flat=True))
    return not made.collection.name and assets == [asset.pk for asset in what]


def revoke(link: Share, *, at: datetime) -> bool:
    """From now on it opens nothing; what was read stays. Whether it was open until now."""
    return bool(Share.objects.working(at).filter(pk=link.pk).update(revoked_at=at))


def reopen(link: Share) -> None:
    """Takes a revocation back; a link that has expired stays shut."""
    Share.objects.filter(pk=link.pk).update(revoked_at=None)


def _hold_together(assets: Sequence[AssetPage], *, by: User, at: datetime) -> Collection:
    nameless = Collection.objects.create(made_by=by, made_at=at)
    CollectionItem.objects.bulk_create(
        CollectionItem(collection=nameless, asset=asset, position=place) for place, asset in enumerate(assets, 1)
    )
    return nameless
