"""What the demo company's salespeople do with the library: collections, personal links and what was read by them, tips."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

import yaml

from analytics.models import Touch
from content.models import AssetPage
from leads.models import Account, Lead
from library.models import Collection, CollectionItem, Rating, ReadSignal, Share, ShareReader, Tip, TipThanks
from library.models.voices import Of
from library.sharing.links import new_key
from library.sharing.making import SomeoneNew, share
from users.models import User

SAID = yaml.safe_load(Path(__file__).with_name("selling.yaml").read_text(encoding="utf-8"))
LATELY = timedelta(days=40)
# So many links were read, and the newest of these readings nobody has seen yet.
READ_LINKS = 7
LIFE = timedelta(days=30)


def sell(users: dict[str, User], *, at: datetime) -> None:
    assets = {asset.slug: asset for asset in AssetPage.objects.live()}
    read = _recent_reads(at)
    _collect(users, assets, account=read[0].visitor.identification.lead.account, at=at)
    _share_what_was_read(read, users["sam"])
    _share_what_waits(users, assets, at=at)
    _tell(users, assets, at=at)
    Rating.objects.bulk_create(_ratings(users, assets, at=at))


def _recent_reads(at: datetime) -> list[Touch]:
    """The newest thorough reads of known people, one a person, the newest first."""
    touches = Touch.objects.counted().filter(at__gte=at - LATELY, thorough=True, visitor__identification__isnull=False)
    newest: dict[int, Touch] = {}
    for touch in touches.select_related("asset", "visitor__identification__lead__account__owner").order_by("-at"):
        newest.setdefault(touch.visitor.identification.lead_id, touch)
    return list(newest.values())[:READ_LINKS]


def _collect(users: dict[str, User], assets: dict[str, AssetPage], *, account: Account, at: datetime) -> None:
    for row in SAID["collections"]:
        made = Collection.objects.create(
            name=row["name"],
            purpose=row["purpose"],
            account=account if row.get("account") else None,
            made_by=users[row["by"]],
            made_at=at - timedelta(days=30),
            for_the_team=row.get("team", False),
        )
        CollectionItem.objects.bulk_create(
            CollectionItem(collection=made, asset=assets[slug], position=place, remark=remark)
            for place, (slug, remark) in enumerate(row["items"], start=1)
        )


def _share_what_was_read(read: Sequence[Touch], sam: User) -> None:
    """A link for each reading, sent two days before it; the newest one was passed on."""
    for touch, note in zip(read, cycle(SAID["notes"]), strict=False):
        lead = touch.visitor.identification.lead
        owner = lead.account.owner if lead.account and lead.account.owner else sam
        sent = share(
            [touch.asset],
            lead,
            by=owner if owner.is_active else sam,
            at=touch.at - timedelta(days=2),
            valid_for=LIFE,
            note=note,
        )
        reader = _reader(sent, touch, is_recipient=True)
        is_newest = touch == read[0]
        seen_at = None if is_newest else touch.last_at + timedelta(hours=1)
        ReadSignal.objects.create(reader=reader, asset=touch.asset, touch=touch, at=touch.last_at, seen_at=seen_at)
        if is_newest:
            _pass_on(sent, reader, touch)


def _pass_on(sent: Share, reader: ShareReader, touch: Touch) -> None:
    others = Touch.objects.counted().filter(asset=touch.asset, visitor__identification=None).order_by("-at")
    if other := others.first():
        _reader(sent, other, is_recipient=False, passed_on_by=reader)


def _reader(sent: Share, touch: Touch, **place) -> ShareReader:
    return sent.readers.create(visitor=touch.visitor, key=new_key(), at=touch.at, **place)


def _share_what_waits(users: dict[str, User], assets: dict[str, AssetPage], *, at: datetime) -> None:
    """Sent and not opened, taken back, and for somebody whose address we do not know."""
    sam = users["sam"]
    unread = Lead.objects.filter(identifications=None, account__isnull=False).order_by("pk")
    for days, (row, lead) in enumerate(zip(SAID["waiting"], unread, strict=False), start=1):
        day = at - timedelta(days=days)
        share([assets[row["asset"]]], lead, by=sam, at=day, valid_for=LIFE, note=row["note"])
    new = SAID["someone_new"]
    lent = share([assets[new["asset"]]], SomeoneNew(new["name"]), by=sam, at=at - timedelta(days=6), valid_for=LIFE)
    Share.objects.filter(pk=lent.pk).update(revoked_at=at - timedelta(days=5))


def _tell(users: dict[str, User], assets: dict[str, AssetPage], *, at: datetime) -> None:
    for row in SAID["tips"]:
        told_at = at - timedelta(days=row["days"])
        tip = Tip.objects.create(
            asset=assets[row["asset"]],
            of=row.get("of", Of.ASSET),
            text=row["text"],
            by=users[row["by"]],
            at=told_at,
        )
        thanked_at = told_at + timedelta(days=4)
        TipThanks.objects.bulk_create(TipThanks(tip=tip, by=users[name], at=thanked_at) for name in row["thanks"])


def _ratings(users: dict[str, User], assets: dict[str, AssetPage], *, at: datetime) -> Iterator[Rating]:
    day = at - timedelta(days=8)
    for row in SAID["ratings"]:
        for of, given in ((Of.ASSET, row["stars"]), (Of.EDITION, row.get("edition", {}))):
            for name, stars in given.items():
                yield Rating(asset=assets[row["asset"]], of=of, stars=stars, by=users[name], at=day)
