from datetime import UTC, datetime

import pytest
from wagtail.models import Page

from content.models import AssetPage, InsightsPage, StageAgreement
from demo.recombined import recombine
from demo.shelving import fill_the_shelf
from library.finding.searching import search_assets
from tests.factories import make_asset, make_expert
from tests.library.makers import index_all

TODAY = datetime(2027, 6, 4, 9, tzinfo=UTC)
ESSAY = (
    "<p>Second sources take sixteen weeks. Nobody writes down who qualified them. Stock hides what a source costs.</p>"
)


def test_recombined_texts_are_the_same_each_time_and_none_is_like_another():
    texts, again = (list(recombine(["On stock"], ["One two three four. Five six seven eight."], 700)) for _ in range(2))

    assert texts == again
    assert len({text.title for text in texts}) == 700
    assert all(text.summary and text.paragraphs for text in texts)


@pytest.fixture
def shelf(marketer, salesperson):
    make_asset("Second sources", text=ESSAY, topics=["Dual sourcing"], authors=[make_expert()])
    return fill_the_shelf(up_to=25, at=TODAY)


@pytest.mark.django_db
def test_the_shelf_is_filled_up_to_a_number_and_not_beyond(shelf):
    assert shelf == 24
    assert AssetPage.objects.live().count() == 25
    assert fill_the_shelf(up_to=25, at=TODAY) == 0


@pytest.mark.django_db
def test_the_tree_of_pages_stays_whole(shelf):
    make_asset("One more, as an editor adds it")

    assert not any(Page.find_problems())
    assert InsightsPage.objects.get().numchild == 26


@pytest.mark.django_db
def test_each_of_them_is_a_whole_asset(shelf, client):
    added = AssetPage.objects.exclude(slug="second-sources")

    assert all(asset.authors() and asset.topics.exists() and asset.stage and asset.word_count for asset in added)
    assert StageAgreement.objects.filter(asset__in=added).exists()
    assert client.get(added.filter(gated=False).first().url).status_code == 200


@pytest.mark.django_db
def test_they_are_found_once_the_index_is_built_anew(shelf, search_index, salesperson):
    index_all()

    assert len(search_assets("sources stock weeks", user=salesperson, at=TODAY)) > 20
