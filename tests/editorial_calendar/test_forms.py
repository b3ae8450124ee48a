from datetime import date

import pytest
from django.urls import reverse

from buying_stages.models import Pillar
from content.models import AssetPage
from editorial_calendar.models import Slot
from tests.editorial_calendar.makers import make_slot
from tests.factories import make_asset, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


def add(desk, **fields):
    fields = {"working_title": "Valves", "state": "planned", **fields}
    return desk.post(reverse("slots:add"), fields, follow=True)


def test_a_slot_with_an_asset_takes_what_was_left_empty_from_it(desk):
    asset = make_asset(pillar=Pillar.PRACTICAL, stage=make_stage("interest"))

    add(desk, asset=asset.pk, planned_on="2026-12-04")

    slot = Slot.objects.get()
    assert (slot.pillar, slot.stage, slot.planned_on) == ("practical", make_stage("interest"), date(2026, 12, 4))


def test_what_was_said_of_a_slot_is_kept(desk):
    asset = make_asset(pillar=Pillar.PRACTICAL, stage=make_stage("interest"))

    add(desk, asset=asset.pk, pillar="aspirational", stage=make_stage("purchase").pk)

    slot = Slot.objects.get()
    assert (slot.pillar, slot.stage) == ("aspirational", make_stage("purchase"))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"working_title": "  "}, "This field is required."),
        ({"planned_on": "0206-12-04"}, "0206-12-04 cannot be planned: the calendar goes from 2000 to 2100."),
    ],
)
def test_what_cannot_be_saved_is_said_in_a_sentence(desk, fields, sentence):
    page = add(desk, **fields)

    assert sentence in page.text
    assert not Slot.objects.exists()


def test_an_asset_stands_in_one_slot_only(desk):
    asset = make_asset("Second sources")
    make_slot("The first", asset=asset)

    page = add(desk, asset=asset.pk)

    assert "“Second sources” already stands in the slot “The first”." in page.text
    assert Slot.objects.count() == 1


def test_deleting_a_slot_leaves_the_asset_and_deleting_the_asset_leaves_the_slot(desk):
    asset = make_asset("Second sources")
    desk.post(reverse("slots:delete", args=[make_slot(asset=asset).pk]))
    assert AssetPage.objects.get().live

    slot = make_slot("Kept", asset=asset, planned_on=date(2026, 12, 4), state="published")
    asset.delete()

    slot.refresh_from_db()
    assert (slot.asset, slot.planned_on, slot.state) == (None, date(2026, 12, 4), "published")


def test_publishing_an_asset_changes_nothing_in_its_slot(desk):
    asset = make_asset(live=False)
    slot = make_slot(asset=asset, planned_on=date(2026, 12, 4), state="drafting")

    asset.save_revision().publish()

    slot.refresh_from_db()
    assert (slot.planned_on, slot.state) == (date(2026, 12, 4), "drafting")
