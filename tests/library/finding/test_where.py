import pytest

from library.finding.where import where_found
from tests.factories import make_asset, make_expert

pytestmark = pytest.mark.django_db


def test_each_word_is_found_in_all_its_places():
    asset = make_asset(
        "Supplies of valves", topics=["Supply risk"], authors=[make_expert("Ada Valvert")], text="<p>Risky supply.</p>"
    )

    assert where_found(asset, "the supply of a VALVE?") == ("“supply” in title and topics and text; “valve” in title")
    assert where_found(asset, "chairs of the board") == ""
