import pytest

from buying_stages.models import Pillar
from content.glances import at_a_glance, glance_of
from content.models import AssetPage
from content.reading_next import read_next
from tests.factories import NOON, make_asset, make_stage

pytestmark = pytest.mark.django_db


def titles(asset):
    return [
        found.title for found in read_next(glance_of(asset), at_a_glance(AssetPage.objects.visible_to(None, at=NOON)))
    ]


def test_the_other_question_on_the_same_topic_comes_first_then_the_same_stage():
    asset = make_asset("Here", pillar=Pillar.PRACTICAL, topics=["Planning"])
    make_asset("Same stage", pillar=Pillar.PRACTICAL)
    make_asset("Other question", pillar=Pillar.ASPIRATIONAL, topics=["Planning"], stage=make_stage("interest"))
    make_asset("Same topic only", pillar=Pillar.PRACTICAL, topics=["Planning"], stage=make_stage("interest"))
    make_asset("Stranger", pillar=Pillar.ASPIRATIONAL, topics=["Logistics"], stage=make_stage("interest"))

    assert titles(asset) == ["Other question", "Same stage", "Same topic only"]


def test_at_most_three_are_named_and_never_the_piece_itself():
    asset = make_asset("Here", topics=["Planning", "Inventory"])
    for number in range(4):
        make_asset(f"Near {number}", pillar=Pillar.PRACTICAL, topics=["Planning", "Inventory"])

    assert titles(asset) == ["Near 3", "Near 2", "Near 1"]


def test_a_piece_without_stage_or_topic_leads_nowhere():
    asset = make_asset("Alone")
    AssetPage.objects.filter(pk=asset.pk).update(stage=None)
    make_asset("Other")

    assert titles(AssetPage.objects.get(pk=asset.pk)) == []
