"""Putting the demo company into an empty database: its library by the ordinary import, its market in bulk."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, Max
from wagtail.models import Site

from audiences.models import Persona
from buying_stages.models import BuyingStage
from content.importing.run import import_from
from content.models import AssetPage, Expert, HomePage, InsightsPage, Topic
from demo.asking import ask_and_listen, name_the_industries, share_out_accounts
from demo.comings_and_goings import bring_in, send_off
from demo.consuming import surround
from demo.desk import lay_out_the_desk
from demo.enclosing import enclose
from demo.market import Scale, Shelved, make_market
from demo.people import write_market
from demo.selling import sell
from demo.voices import speak_up
from editorial_calendar.models import Slot
from users.models import User

COMPANY = yaml.safe_load(Path(__file__).with_name("company.yaml").read_text(encoding="utf-8"))
LIBRARY = Path(__file__).with_name("library")
NEWEST_IS_OLD = timedelta(days=46)

Say = Callable[[str], None]


class NotEmpty(Exception):
    """There is content or a lead already; the demo company only moves into an empty database."""


@dataclass(frozen=True)
class Filled:
    assets: int
    leads: int
    deals: int
    touches: int


def is_empty() -> bool:
    return not AssetPage.objects.exists() and not User.objects.exists()


@transaction.atomic
def fill(*, at: datetime, scale: Scale, password: str, say: Say) -> Filled:
    """Move the company in, dated so that its newest piece is some weeks old at `at` (aware UTC).

    All or nothing: a demo that is interrupted leaves the database as empty as it was.
    """
    if not is_empty():
        raise NotEmpty
    say("people, personas, experts and topics")
    _name_the_site()
    users = _sign_ins(password)
    _words()
    name_the_industries()
    report = import_from(LIBRARY, at=at, progress=lambda done, of: done % 9 or say(f"{done} of {of} essays"))
    if report.left_out:
        raise RuntimeError(f"The demo library did not import whole: {report.left_out}")
    enclose(COMPANY["documents"])
    bring_in(at=at)
    _date_the_library(at)
    send_off(COMPANY, users, at=at)
    lay_out_the_desk(COMPANY["interviews"], users, at=at)
    say("two years of readers, leads and deals")
    shelf = _shelf()
    market = make_market(shelf, [p["slug"] for p in COMPANY["personas"]], until=at, scale=scale)
    counts = write_market(market, shelf, titles=_titles(), at=at)
    share_out_accounts(users)
    ask_and_listen(users, at=at)
    speak_up(COMPANY["remarks"], at=at)
    sell(users, at=at)
    surround(users, at=at)
    _slots(users, at)
    return Filled(assets=len(shelf), **counts)


def _name_the_site() -> None:
    Site.objects.filter(is_default_site=True).update(site_name=COMPANY["site_name"])
    Site.clear_site_root_paths_cache()
    for home in HomePage.objects.all():
        home.title = COMPANY["site_name"]
        home.tagline = COMPANY["tagline"]
        home.save_revision().publish()
    for shelf in InsightsPage.objects.all():
        shelf.introduction = COMPANY["introduction"]
        shelf.save_revision().publish()


def _sign_ins(password: str) -> dict[str, User]:
    users = {}
    for row in COMPANY["users"]:
        group = Group.objects.get(name=row["group"])
        names = {key: row[key] for key in ("username", "first_name", "last_name")}
        names["is_active"] = not row.get("has_left", False)
        user = User.objects.create_user(email=f"{row['username']}@northline.example", password=password, **names)
        user.groups.add(group)
        users[user.username] = user
    User.objects.create_superuser("admin", "admin@northline.example", password)
    return users


def _words() -> None:
    Persona.objects.bulk_create(
        Persona(**{key: row[key] for key in ("slug", "name", "description", "questions")})
        for row in COMPANY["personas"]
    )
    Expert.objects.bulk_create(Expert(**row) for row in COMPANY["experts"])
    for row in COMPANY["topics"]:
        Topic.objects.create(name=row["name"], introduction=row["introduction"], target_interval_days=row["every_days"])


def _titles() -> dict[str, list[str]]:
    return {row["slug"]: row["titles"] for row in COMPANY["personas"]}


def _date_the_library(at: datetime) -> None:
    """Move all publication dates by whole weeks, so that the demo is as fresh next year as it is today."""
    newest = AssetPage.objects.aggregate(newest=Max("first_published_at"))["newest"]
    shift = (at - NEWEST_IS_OLD - newest) // timedelta(weeks=1) * timedelta(weeks=1)
    # The import published them just now; nobody has revised them since they first came out.
    AssetPage.objects.update(
        first_published_at=F("first_published_at") + shift, last_published_at=F("first_published_at") + shift
    )
    for asset in AssetPage.objects.exclude(news_date=None, relevant_until=None):
        _move_its_days(asset, shift)


def _move_its_days(asset: AssetPage, shift: timedelta) -> None:
    """Of the page, and of the draft that the editor opens: else news would leave the site when the demo gets old."""
    moved = {
        name: getattr(asset, name) and getattr(asset, name) + shift
        for name in ("news_date", "relevant_until", "expire_at")
    }
    AssetPage.objects.filter(pk=asset.pk).update(**moved)
    revision = asset.latest_revision
    revision.content |= {name: value and value.isoformat() for name, value in moved.items()}
    revision.save(update_fields=["content"])


def _shelf() -> list[Shelved]:
    place = {pk: n for n, pk in enumerate(BuyingStage.objects.order_by("sort_order").values_list("pk", flat=True))}
    assets = AssetPage.objects.live().prefetch_related("personas").order_by("slug")
    ranked = sorted(assets, key=lambda a: hashlib.sha256(a.slug.encode()).digest())
    return [
        Shelved(
            pk=asset.pk,
            stage=place[asset.stage_id],
            personas=frozenset(persona.slug for persona in asset.personas.all()),
            published_at=asset.first_published_at,
            expected_seconds=asset.expected_seconds,
            gated=asset.gated,
            popularity=rank**-0.5,
        )
        for rank, asset in enumerate(ranked, start=1)
    ]


def _slots(users: dict[str, User], at: datetime) -> None:
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    stages = {stage.slug: stage for stage in BuyingStage.objects.all()}
    drafts = {draft.title: draft for draft in AssetPage.objects.filter(live=False)}
    slots = [
        Slot(
            working_title=row["title"],
            asset=drafts.get(row["title"]),
            idea=row["idea"],
            planned_on=today + timedelta(days=row["days"]) if "days" in row else None,
            pillar=row["pillar"],
            stage=stages[row["stage"]],
            owner=users[row["owner"]],
            state=row["state"],
        )
        for row in COMPANY["slots"]
    ]
    owner = users["maya"]
    slots += [
        Slot(
            working_title=asset.title,
            asset=asset,
            planned_on=asset.first_published_at.date(),
            pillar=asset.pillar,
            stage_id=asset.stage_id,
            owner=owner,
            state=Slot.State.PUBLISHED,
        )
        for asset in AssetPage.objects.live()
    ]
    Slot.objects.bulk_create(slots)
