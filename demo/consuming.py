"""What stands around the demo's touches: how each page was opened, what else was done there, and what was no reader.

Everything is drawn from the touches themselves with a seed of its own, so the same market gives the same surroundings.
"""

import math
import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import yaml
from django.utils import timezone

from analytics.machines.quarantine import confirm, hold
from analytics.models import BadRow, Consent, Deed, DroppedCount, HeldOpenings, PageView, Touch, Visitor
from analytics.read_as import read_as
from analytics.reasons import Machine, Verdict
from analytics.rollups.recounting import months_to_count, recount
from content.models import AssetPage
from demo.market import SEED
from users.models import User

PLAN = yaml.safe_load(Path(__file__).with_name("consuming.yaml").read_text(encoding="utf-8"))
BATCH = 2000
SOON = timedelta(minutes=30)
LOOK_BACK = 90  # days


def surround(users: dict[str, User], *, at: datetime) -> None:
    """Needs the touches; writes what is around them, and leaves the daily numbers counted."""
    dice = Random(SEED)  # noqa: S311 a demo wants repeatable numbers, not secret ones
    for source, way in PLAN["came_by"].items():
        Touch.objects.filter(source=source).update(**way)
    touches = list(Touch.objects.select_related("asset").order_by("visitor", "at", "pk"))
    PageView.objects.bulk_create(map(_view, touches), batch_size=BATCH)
    Deed.objects.bulk_create(_deeds(touches, dice), batch_size=BATCH)
    _let_machines_in(users["jonas"], at=at)
    _hold_openings(dice, users["jonas"], at=at)
    _turn_away(dice, at=at)
    _write_consents_in_time()
    for _ in recount(months_to_count()):  # all of these were written past the loader
        pass


def _write_consents_in_time() -> None:
    """The log is read by key, as it is written: one answer after the other. The demo's readers were made up otherwise."""
    given = list(Consent.objects.order_by("at", "pk"))
    Consent.objects.all().delete()
    for consent in given:
        consent.pk = None
    Consent.objects.bulk_create(given, batch_size=BATCH)


def _view_key(touch: Touch) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demo/view/{touch.pk}")


def _view(touch: Touch) -> PageView:
    return PageView(
        pk=_view_key(touch),
        touch=touch,
        last_seq=1 + touch.active_ms // 15_000,
        active_ms=touch.active_ms,
        depth=touch.depth,
        heard_from=touch.at,
        heard_until=touch.last_at,
        shown=touch.quarantined_for != Machine.UNSEEN,
    )


def _deeds(touches: Sequence[Touch], dice: Random) -> Iterator[Deed]:
    share = PLAN["deeds"]
    documents = _documents()
    for touch, following in pairwise([*touches, None]):
        if _followed(touch, following) and dice.random() < share["went_on"]:
            yield _deed(touch, Deed.Kind.NEXT, target=following.asset_id)
        if touch.asset.gated and dice.random() < share["began_form"]:
            yield _deed(touch, Deed.Kind.FORM)
        if touch.asset_id in documents and dice.random() < share["downloaded"]:
            yield _deed(touch, Deed.Kind.DOWNLOAD, target=documents[touch.asset_id])
        if touch.thorough and dice.random() < share["passed_on"]:
            yield _deed(touch, Deed.Kind.SHARE)


def _documents() -> dict[int, int]:
    """The document that an asset offers, by the asset's key."""
    return {
        asset.pk: block.value["document"].pk
        for asset in AssetPage.objects.live()
        for block in asset.body
        if block.block_type == "download"
    }


def _followed(touch: Touch, following: Touch | None) -> bool:
    return (
        following is not None
        and following.visitor_id == touch.visitor_id
        and following.asset_id != touch.asset_id
        and following.at - touch.last_at <= SOON
    )


def _deed(touch: Touch, kind: Deed.Kind, target: int | None = None) -> Deed:
    after_all_signs = 2 + touch.active_ms // 15_000 + list(Deed.Kind).index(kind)
    return Deed(page_view_id=_view_key(touch), seq=after_all_signs, kind=kind, target=target, at=touch.last_at)


def _let_machines_in(colleague: User, *, at: datetime) -> None:
    assets = list(AssetPage.objects.live().order_by("slug"))
    as_it_is = read_as(assets)
    for number, row in enumerate(PLAN["machines"]):
        began = at - timedelta(days=row["days"], hours=number)
        touches = []
        for n in range(row["visitors"]):
            visitor = Visitor.objects.create(
                key=uuid.uuid5(uuid.NAMESPACE_URL, f"demo/machine/{number}/{n}"), first_seen_at=began
            )
            Consent.objects.create(visitor=visitor, choice=Consent.Choice.GIVEN, text_version="demo", at=began)
            touches += [
                Touch(
                    visitor=visitor,
                    asset=asset,
                    read_as=as_it_is[asset.pk],
                    at=began + timedelta(seconds=second),
                    last_at=began + timedelta(seconds=second + 1),
                    active_ms=900,
                    depth=1.0,
                    expected_seconds=asset.expected_seconds,
                )
                for second, asset in enumerate(assets[number : number + row["assets"]])
            ]
        Touch.objects.bulk_create(touches)
        hold({touch.pk: (Machine(row["reason"]), row["evidence"]) for touch in touches}, at=began)
        PageView.objects.bulk_create(map(_view, Touch.objects.filter(pk__in=[touch.pk for touch in touches])))
        if row.get("verdict") == Verdict.CONFIRMED:
            confirm([touch.pk for touch in touches], by=colleague, at=began + timedelta(days=1))


def _hold_openings(dice: Random, colleague: User, *, at: datetime) -> None:
    """The last month waits; what is older was looked at."""
    assets = list(AssetPage.objects.live().order_by("slug").values_list("pk", flat=True))
    rows = []
    for back in range(LOOK_BACK):
        day, is_looked_at = timezone.localdate(at) - timedelta(days=back), back > LOOK_BACK // 3
        decided = {"verdict": Verdict.CONFIRMED, "decided_by": colleague, "decided_at": at} if is_looked_at else {}
        for plan in PLAN["held"]:
            many = _about(plan["a_day"], dice)
            if many:
                rows.append(
                    HeldOpenings(day=day, asset_id=dice.choice(assets), reason=plan["reason"], opened=many, **decided)
                )
    HeldOpenings.objects.bulk_create(rows)


def _turn_away(dice: Random, *, at: datetime) -> None:
    today = timezone.localdate(at)
    DroppedCount.objects.bulk_create(
        DroppedCount(day=today - timedelta(days=back), reason=reason, count=many)
        for back in range(LOOK_BACK)
        for reason, a_day in PLAN["turned_away"].items()
        if (many := _about(a_day, dice))
    )
    BadRow.objects.bulk_create(
        BadRow(at=at - timedelta(days=row["days"]), reason=row["reason"], body=row["body"]) for row in PLAN["bad_rows"]
    )


def _about(a_day: float, dice: Random) -> int:
    """A whole number that is right on average."""
    wanted = a_day * dice.uniform(0.5, 1.5)
    return math.floor(wanted + dice.random())
