import pytest
from django.http import QueryDict

from buying_stages.models import Pillar
from content.models import AssetPage
from content.narrowing import Facet, Narrowing
from tests.factories import NOON, make_asset

FACETS = [
    Facet("pillar", "Question", "pillar", {"practical": "Now?", "aspirational": "Later?"}),
    Facet("format", "Format", "format", {"article": "Article", "report": "Report"}),
]


def narrowing(address):
    return Narrowing(FACETS, QueryDict(address), base="/insights/")


def test_an_address_keeps_what_is_chosen_and_leaves_out_the_rest():
    assert narrowing("pillar=practical&utm_source=x").address(format="report") == (
        "/insights/?pillar=practical&format=report"
    )


def test_taking_the_last_choice_away_leads_to_the_bare_shelf():
    (taken,) = narrowing("pillar=practical").taken()

    assert (taken.label, taken.address) == ("Now?", "/insights/")


@pytest.mark.parametrize("address", ["pillar=nope", "pillar=%00", "pillar=practical%00", "pillar=" + "9" * 5000])
def test_a_value_nobody_knows_is_left_out_and_said(address):
    asked = narrowing(address)

    assert (asked.chosen, asked.unknown) == ({}, True)


def test_an_empty_value_is_no_choice_and_no_mistake():
    assert not narrowing("pillar=").unknown


@pytest.mark.django_db
def test_counts_say_what_is_left_beside_the_other_choices():
    make_asset("Now", pillar=Pillar.PRACTICAL, format="report")
    make_asset("Later", pillar=Pillar.ASPIRATIONAL, format="report")
    make_asset("Also later", pillar=Pillar.ASPIRATIONAL, format="article")
    visible = AssetPage.objects.visible_to(None, at=NOON)

    pillars, formats = narrowing("pillar=aspirational").groups(visible)

    assert [(c.value, c.count, c.chosen) for c in pillars.choices] == [
        ("practical", 1, False),
        ("aspirational", 2, True),
    ]
    assert [(c.value, c.count) for c in formats.choices] == [("article", 1), ("report", 1)]
