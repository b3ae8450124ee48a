import pytest

from content.models import Topic
from library.finding.searching import search_assets
from tests.factories import NOON, make_asset, make_expert

pytestmark = pytest.mark.django_db


def titles(words):
    return [asset.title for asset in search_assets(words, user=None, at=NOON)[:10]]


@pytest.mark.parametrize("renamed", ["expert", "topic"])
def test_an_asset_is_found_by_the_new_name_of_its_expert_or_topic(search_index, renamed):
    make_asset("Second sources", topics=["Pumps"], authors=[make_expert()])
    make_asset("Another")
    thing = make_expert() if renamed == "expert" else Topic.objects.get()

    thing.name = "Quillfeather"
    thing.save()

    assert titles("Quillfeather") == ["Second sources"]
