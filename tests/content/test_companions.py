from datetime import timedelta

import pytest

from buying_stages.models import Pillar
from content.companions import companion_of
from content.glances import at_a_glance, glance_of
from content.models import AssetPage
from tests.factories import NOON, make_asset, make_stage

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)


def companion(asset) -> int | None:
    found = companion_of(glance_of(asset), at_a_glance(AssetPage.objects.visible_to(None, at=LATER)))
    return found and found.pk


def practical(title, **fields):
    return make_asset(title, pillar=Pillar.PRACTICAL, **{"stage": make_stage("interest"), **fields})


def test_the_editors_choice_goes_before_a_nearer_one():
    chosen = practical("Chosen, on nothing in common")
    practical("On the topic", topics=["Freight"])
    asset = make_asset(topics=["Freight"], companion=chosen)

    assert companion(asset) == chosen.pk


def test_a_choice_holds_both_ways():
    chosen = practical("Chosen", topics=["Freight"])
    make_asset("Nearer", topics=["Freight"])
    chooser = make_asset("The chooser", companion=chosen)

    assert companion(chosen) == chooser.pk


def test_an_own_choice_goes_before_having_been_chosen():
    own = make_asset("Own choice")
    chosen = practical("Chosen", companion=own)
    make_asset("The chooser", companion=chosen)

    assert companion(chosen) == own.pk


@pytest.mark.parametrize("hidden", [{"live": False}, {"expire_at": NOON}], ids=["draft", "expired"])
def test_a_choice_that_readers_cannot_see_gives_way(hidden):
    chosen = practical("Hidden", **hidden)
    near = practical("On the topic", topics=["Freight"])
    asset = make_asset(topics=["Freight"])
    AssetPage.objects.filter(pk=asset.pk).update(companion=chosen)

    assert companion(AssetPage.objects.get(pk=asset.pk)) == near.pk


def test_topic_goes_before_stage_and_the_newest_first():
    asset = make_asset(topics=["Freight"], stage=make_stage("epiphany"))
    stage_only = practical("Same stage", stage=make_stage("epiphany"), first_published_at=LATER)
    assert companion(asset) == stage_only.pk

    practical("Old on the topic", topics=["Freight"], first_published_at=NOON - timedelta(days=9))
    newer = practical("New on the topic", topics=["Freight"])
    assert companion(asset) == newer.pk

    both = practical("Topic and stage", topics=["Freight"], stage=make_stage("epiphany"))
    assert companion(asset) == both.pk


def test_never_itself_nor_its_own_pillar_nor_a_stranger():
    asset = make_asset(topics=["Freight"])
    make_asset("Same question", topics=["Freight"])
    practical("Another road")

    assert companion(asset) is None
