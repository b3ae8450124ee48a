import pytest

from content.models import SalesEdition
from content.public.search import search_site
from library.finding.searching import search_assets
from tests.factories import NOON, make_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(search_index):
    asset = make_asset("On chairs", text="<p>Chairs.</p>")
    return SalesEdition.objects.create(asset=asset, talking_points="<p>Mention the quokka clause.</p>")


def test_an_asset_is_found_by_its_sales_edition_alone(edition, salesperson):
    found = search_assets("quokka", user=salesperson, at=NOON)

    assert [asset.title for asset in found[:9]] == ["On chairs"]
    assert found.matches.only_in_edition == {edition.asset_id}
    assert "in its sales edition" in found[:9][0].why.parts[0].because


def test_the_page_says_where_it_was_found_and_quotes_it(client, edition, salesperson):
    client.force_login(salesperson)

    page = client.get("/library/", {"q": "quokka"}).text

    assert "In the sales edition, which readers do not see:" in page
    assert "Mention the <mark>quokka</mark> clause." in page


def test_who_may_not_see_sales_editions_does_not_find_by_them(client, edition, executive):
    client.force_login(executive)

    assert len(search_assets("quokka", user=executive, at=NOON)) == 0
    assert "On chairs" not in client.get("/library/", {"q": "quokka"}).text
    assert "Sales edition" not in client.get("/library/", {"q": "chairs"}).text


def test_the_public_search_never_finds_by_a_sales_edition(client, edition, salesperson):
    client.force_login(salesperson)

    assert len(search_site("quokka", user=salesperson, at=NOON).assets) == 0
    assert "On chairs" not in client.get("/search/", {"q": "quokka"}).text


def test_the_edition_of_a_draft_is_not_found(edition, salesperson):
    edition.asset.unpublish()

    assert len(search_assets("quokka", user=salesperson, at=NOON)) == 0


def test_half_a_word_finds_by_the_beginning_of_a_title(search_index, salesperson):
    make_asset("Quokkas in the supply chain")
    make_asset("On chairs")

    found = search_assets("quo", user=salesperson, at=NOON)

    assert [asset.title for asset in found[:9]] == ["Quokkas in the supply chain"]
