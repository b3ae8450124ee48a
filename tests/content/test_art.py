import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis.strategies import sampled_from, text

from buying_stages.models import Pillar
from content.art import cover_art

SVG = "{http://www.w3.org/2000/svg}"


def test_the_same_asset_always_has_the_same_picture():
    assert cover_art("Owning the model", "aspirational", "Planning") == cover_art(
        "Owning the model", "aspirational", "Planning"
    )


def test_two_assets_on_one_topic_have_different_pictures():
    assert cover_art("Owning the model", "practical", "Planning") != cover_art("The twin", "practical", "Planning")


@pytest.mark.parametrize(("pillar", "kind"), [("aspirational", "art-line"), ("practical", "art-shape")])
def test_each_pillar_is_drawn_with_its_own_shape(pillar, kind):
    drawn = ET.fromstring(cover_art("A title", pillar))  # noqa: S314 our own output

    assert drawn.find(f"{SVG}path").get("class") == kind


@given(title=text(), topic=text(), pillar=sampled_from([*Pillar.values, "", '"><script>']))
def test_no_title_breaks_or_enters_the_picture(title, topic, pillar):
    drawn = ET.fromstring(cover_art(title, pillar, topic))  # noqa: S314 our own output

    assert {element.tag for element in drawn.iter()} == {f"{SVG}svg", f"{SVG}rect", f"{SVG}path"}
    assert not any("style" in element.attrib for element in drawn.iter())


def test_a_title_with_half_a_character_is_drawn_too():
    assert ET.fromstring(cover_art("\ud800 and \x00", "practical", "\udfff")) is not None  # noqa: S314 our own output
