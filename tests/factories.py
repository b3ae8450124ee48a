"""One short maker for each thing that tests need. Say only what the test is about."""

from datetime import UTC, datetime, timedelta
from itertools import count

from django.contrib.auth.models import Group

from analytics.models import Touch, Visitor
from analytics.read_as import read_as
from buying_stages.models import BuyingStage, Pillar
from content.models import AssetExpert, AssetPage, Expert, InsightsPage, Topic
from leads.models import Account, Identification, Lead
from revenue.models import Deal
from users.models import User

NOON = datetime(2026, 3, 19, 12, tzinfo=UTC)
_numbers = count(1)


def make_user(group=None, *, username=None, **fields):
    user = User.objects.create_user(username or f"user{next(_numbers)}", password="correct horse", **fields)
    if group:
        user.groups.add(Group.objects.get(name=group))
    return user


def make_stage(slug="epiphany"):
    return BuyingStage.objects.get(slug=slug)


def make_expert(name="Ada Okafor"):
    return Expert.objects.get_or_create(name=name, slug=name.lower().replace(" ", "-"))[0]


def make_asset(
    title="An idea", *, stage=None, pillar=Pillar.ASPIRATIONAL, text=None, topics=(), authors=(), live=True, **fields
):
    """An asset on the shelf, published through a revision as the editor does it."""
    fields.setdefault("first_published_at", NOON)
    fields.setdefault("summary", "In short")
    fields.setdefault("for_everyone", True)
    fields.setdefault("placement_reason", "A test says so.")
    fields.setdefault("gate_reason", "A test says so.")
    body = [("text", text)] if text else []
    asset = InsightsPage.objects.get().add_child(
        instance=AssetPage(title=title, pillar=pillar, stage=stage or make_stage(), body=body, live=False, **fields)
    )
    for name in topics:
        asset.topics.add(Topic.objects.get_or_create(name=name, slug=name.lower().replace(" ", "-"))[0])
    for expert in authors:
        asset.asset_experts.add(AssetExpert(expert=expert))
    revision = asset.save_revision()
    if live:
        revision.publish()
    return AssetPage.objects.get(pk=asset.pk)


def make_visitor(**fields):
    fields.setdefault("first_seen_at", NOON)
    return Visitor.objects.create(**fields)


def make_touch(visitor=None, asset=None, *, at=NOON, seconds=60, **fields):
    fields.setdefault("expected_seconds", 100)
    asset = asset or make_asset()
    return Touch.objects.create(
        visitor=visitor or make_visitor(),
        asset=asset,
        read_as=read_as([asset])[asset.pk],
        at=at,
        last_at=at + timedelta(seconds=seconds),
        active_ms=seconds * 1000,
        **fields,
    )


def make_account(name="Hollis Pumps", **fields):
    return Account.objects.get_or_create(name=name, defaults=fields)[0]


def make_lead(email="coo@hollis.example", *, account=None, known_at=NOON, visitors=(), **fields):
    lead = Lead.objects.create(email=email, account=account or make_account(), known_at=known_at, **fields)
    for visitor in visitors:
        Identification.objects.create(visitor=visitor, lead=lead, how=Identification.How.FORM, at=known_at)
    return lead


def make_deal(name="Network redesign", *, amount_cents=10_000_000, opened_at=NOON, **fields):
    if "lead" not in fields:
        fields.setdefault("account", make_account())
    return Deal.objects.create(name=name, amount_cents=amount_cents, opened_at=opened_at, **fields)
