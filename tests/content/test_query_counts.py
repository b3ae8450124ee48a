"""What a page asks of the database when it is made anew, in a process that already knows what is the same on all pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buying_stages.models import Pillar
from content.freshness import touch
from tests.factories import make_asset, make_expert

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def queries_for(client, address) -> int:
    """Without the one, every quarter of a second, that asks whether anything changed."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len([query for query in queries if "content_publicchange" not in query["sql"]])


@pytest.fixture
def shelf():
    ada = make_expert("Ada Okafor")
    for number in range(6):
        pillar = list(Pillar)[number % 2]
        asset = make_asset(f"Piece {number}", pillar=pillar, topics=["Planning"], authors=[ada], text="<p>Words.</p>")
    return asset


QUERIES = {
    "/insights/piece-5/": 0,
    "/": 0,
    "/insights/": 0,
    "/topics/planning/": 11,
    "/experts/ada-okafor/": 7,
    "/topics/": 2,
    "/experts/": 2,
}


@pytest.mark.usefixtures("shelf")
def test_a_page_asks_no_more_than_this(client):
    assert {address: queries_for(client, address) for address in QUERIES} == QUERIES


@pytest.mark.usefixtures("shelf")
def test_after_a_change_an_asset_costs_its_row_its_people_and_its_topics(client):
    touch("something")
    client.get("/insights/piece-4/")  # pays for what all pages show

    with CaptureQueriesContext(connection) as queries:
        client.get("/insights/piece-5/")

    assert len([query for query in queries if "content_publicchange" not in query["sql"]]) == 3


def test_a_signed_in_reader_costs_the_session_and_the_reader(client, shelf, marketer):
    client.force_login(marketer)

    assert queries_for(client, shelf.url) <= 3
