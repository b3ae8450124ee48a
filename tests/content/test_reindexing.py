import pytest
from django.contrib.auth.models import AnonymousUser

from audiences.models import Industry
from content.models import AssetPage, Topic
from library.finding.searching import search_assets
from tests.factories import NOON, make_asset, make_expert
from whoosh_search.documents import document

pytestmark = pytest.mark.django_db


def titles(words):
    return [asset.title for asset in search_assets(words, user=AnonymousUser(), at=NOON)[:10]]


@pytest.mark.parametrize("renamed", ["expert", "topic", "industry"])
def test_an_asset_is_found_by_the_new_name_of_what_it_names(search_index, renamed):
    industry = Industry.objects.create(name="Steel", slug="steel")
    make_asset("Second sources", topics=["Pumps"], authors=[make_expert()], industries=[industry])
    make_asset("Another")
    thing = {"expert": make_expert(), "topic": Topic.objects.get(), "industry": industry}[renamed]

    thing.name = "Quillfeather"
    thing.save()

    assert titles("Quillfeather") == ["Second sources"]


def test_a_rebuild_asks_no_query_an_asset(django_assert_num_queries):
    industry = Industry.objects.create(name="Steel", slug="steel")
    for number in range(3):
        make_asset(f"Asset {number}", topics=["Pumps"], authors=[make_expert(f"Ada {number}")], industries=[industry])
    assets = list(AssetPage.get_indexed_objects())

    with django_assert_num_queries(0):
        documents = [document(asset) for asset in assets]

    assert all("Steel" in text and "Ada" in text for text in map(str, documents))
