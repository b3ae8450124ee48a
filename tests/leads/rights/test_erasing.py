from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from wagtail.search.backends import get_search_backend

from analytics.collecting.spool import spool_in
from analytics.models import Consumption, PageView, Remainder, Touch, UsefulnessVote, Visitor
from analytics.rollups.recounting import differences, months_to_count
from content.models import AssetExpert, Expert, ExpertCheck
from leads.models import ErasureReceipt, Follower, Lead
from leads.rights.erasing import erase_address, erase_lead, erase_visitor
from leads.rights.traces import read_the_spool
from library.models import Share, ShareReader
from revenue.crediting import credit_all
from revenue.models import Credit, Deal
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor
from tests.leads.makers import DAY
from tests.leads.rights.people import come_through_every_door

pytestmark = pytest.mark.django_db

PERSON, BROWSER, STAFF = ErasureReceipt.Asked.PERSON, ErasureReceipt.Asked.BROWSER, ErasureReceipt.Asked.STAFF
LATER = NOON + 2 * DAY


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    yield
    spool_in(settings.SPOOL_DIR).close()


def sums():
    return list(
        Consumption.objects.order_by("by", "period", "starts", "key").values_list(
            "by", "period", "starts", "key", *Consumption.COUNTED
        )
    )


def cents():
    return {row["model"]: row["cents"] for row in Credit.objects.values("model").annotate(cents=Sum("cents"))}


def test_of_a_person_who_came_through_every_door_nothing_is_left_in_any_table():
    they = come_through_every_door()

    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)

    assert residue_in_tables(they.marks) == []


def residue_in_tables(marks):
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed:
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            text = str(cursor.fetchall()).lower()
        found += [(model._meta.label, mark) for mark in marks if mark.lower() in text]
    return found


def test_everything_that_was_counted_stays_counted():
    they = come_through_every_door()
    read_the_spool(at=LATER)
    before, shared = sums(), cents()

    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)

    assert sums() == before
    assert list(chain.from_iterable(differences(months_to_count()))) == []
    assert Remainder.objects.filter(by="all", period="D").aggregate(n=Sum("downloads"))["n"] == 2
    assert cents() == shared
    vote = UsefulnessVote.objects.get()
    assert (vote.useful, vote.visitor, vote.remark) == (True, None, "")


def test_assets_keep_their_credit_and_nothing_frozen_is_computed_anew():
    they = come_through_every_door()
    by_asset = list(Credit.objects.order_by("pk").values_list("model", "asset", "cents"))

    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)
    credited_again = credit_all(at=LATER + DAY)

    assert credited_again == 0
    assert list(Credit.objects.order_by("pk").values_list("model", "asset", "cents")) == by_asset
    assert not Credit.objects.filter(touch__isnull=False).exists()


def test_another_amount_is_shared_as_the_frozen_one_was():
    they = come_through_every_door()
    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)
    Deal.objects.filter(name="Network").update(amount_cents=100)

    credit_all(at=LATER + DAY)

    current = Credit.objects.filter(crediting__current=True, crediting__deal__name="Network")
    assert {row["cents"] for row in current.values("model").annotate(cents=Sum("cents"))} == {100}
    assert credit_all(at=LATER + 2 * DAY) == 0


def test_a_deal_keeps_its_numbers_and_loses_whose_it_was():
    they = come_through_every_door()

    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)

    deal = Deal.objects.get(person_erased=True)
    assert (deal.name, deal.lead, deal.amount_cents) == ("Retainer of [erased]", None, 10_000_000)
    assert list(deal.buying_group()) == []


def test_a_link_counts_as_sent_and_opens_nothing():
    they = come_through_every_door()
    colleague = ShareReader.objects.create(
        share=they.share, visitor=make_visitor(), passed_on_by=they.share.readers.get(), key="k", at=NOON
    )

    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)

    kept = Share.objects.get()
    assert (kept.lead, kept.note, kept.revoked_at) == (None, "", LATER)
    assert kept.key != they.share_key
    colleague.refresh_from_db()
    assert colleague.passed_on_by is None


def test_whoever_published_with_us_stays_the_author_without_an_address():
    they = come_through_every_door()
    expert = Expert.objects.get()
    asset = make_asset("Written by them")
    AssetExpert.objects.create(asset=asset, expert=expert)

    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)

    expert.refresh_from_db()
    assert (expert.name, expert.email) == ("Qzyxfirst Qzyxlast", "")
    assert ExpertCheck.objects.get().sent_to == ""


def test_the_receipt_says_how_much_of_what_and_names_nobody(marketing_lead):
    they = come_through_every_door()

    receipt = erase_lead(they.lead, asked=STAFF, by=marketing_lead, at=LATER)

    assert receipt.removed["reading"] == 3
    assert receipt.removed["page_views"] == 3
    assert receipt.removed["bad_rows"] == 3
    assert receipt.removed["person"] == 1
    assert receipt.kept["votes"][0] == 1
    assert (receipt.people, receipt.asked, receipt.by, receipt.at) == (1, STAFF, marketing_lead, LATER)
    assert not any(mark in str(receipt.removed) + str(receipt.kept) for mark in they.marks)


def test_somebody_else_is_left_alone():
    they = come_through_every_door()
    visitor = make_visitor()
    namesake = make_lead("other@residue.example", first_name="Qzyxfirst", last_name="Qzyxlast", visitors=[visitor])
    make_touch(visitor, make_asset("Theirs"))

    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)

    assert Lead.objects.get() == namesake
    assert Lead.objects.get().name == "Qzyxfirst Qzyxlast"
    assert namesake.touches().count() == 1


def test_an_unknown_browser_is_forgotten_and_its_cookie_is_nobodys():
    visitor, asset = make_visitor(), make_asset()
    make_touch(visitor, asset)
    other = make_touch(make_visitor(), asset)

    receipt = erase_visitor(visitor, asked=BROWSER, by=None, at=LATER)

    assert list(Touch.objects.all()) == [other]
    assert not Visitor.objects.filter(pk=visitor.pk).exists()
    assert receipt.removed == {"browsers": 1, "reading": 1}


def test_a_reader_of_years_is_erased_as_well():
    """More rows than a database takes in one statement."""
    visitor, asset = make_visitor(), make_asset()
    first = make_touch(visitor, asset)
    fields = {"visitor": visitor, "asset": asset, "read_as": first.read_as, "expected_seconds": 100}
    touches = Touch.objects.bulk_create(Touch(at=NOON, last_at=NOON, **fields) for _ in range(1200))
    PageView.objects.bulk_create(
        PageView(id=uuid4(), touch=touch, last_seq=1, active_ms=1, depth=0, heard_from=NOON, heard_until=NOON)
        for touch in touches
    )

    receipt = erase_lead(make_lead(visitors=[visitor]), asked=STAFF, by=None, at=LATER)

    assert (receipt.removed["reading"], receipt.removed["page_views"]) == (1201, 1200)
    assert not PageView.objects.exists()


def test_an_address_without_a_name_is_erased_too():
    follower = Follower.objects.create(email="only@asked.example", asked_at=NOON)
    follower.letters.create(kind="confirm", written_at=NOON, due_at=NOON)

    receipt = erase_address("Only@asked.example", asked=PERSON, by=None, at=LATER)

    assert receipt.removed == {"addresses": 1, "letters": 1}
    assert not Follower.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_left_in_the_bytes_of_the_database_the_spool_or_the_index(search_index, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    they = come_through_every_door()
    call_command("update_index", verbosity=0)
    assert found_in_bytes(they.marks, search_index)

    erase_lead(they.lead, asked=STAFF, by=None, at=LATER)
    with time_machine.travel(datetime.now(UTC) + DAY, tick=True):  # within a day the worker merges what was deleted
        get_search_backend().mend()

    assert found_in_bytes(they.marks, search_index) == []


def found_in_bytes(marks, index):
    folders = [Path(django_settings.SPOOL_DIR), index, Path(django_settings.MEDIA_ROOT)]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    if connection.vendor == "sqlite":
        database = Path(connection.settings_dict["NAME"])
        files += [path for path in database.parent.glob(f"{database.name}*") if path.is_file()]
    found = [
        (path.name, mark) for path in files for mark in marks if mark.lower().encode() in path.read_bytes().lower()
    ]
    return found + (residue_in_tables(marks) if connection.vendor != "sqlite" else [])
