"""What a page asks of the database when it is made anew, in a process that already knows what is the same on all pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from buying_stages.models import Pillar
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


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/insights/piece-5/", 7),
        ("/", 8),
        ("/insights/", 13),
        ("/topics/planning/", 11),
        ("/experts/ada-okafor/", 7),
        ("/topics/", 2),
        ("/experts/", 2),
    ],
)
def test_a_page_asks_no_more_than_this(client, shelf, address, most):
    assert queries_for(client, address) == most


def test_a_signed_in_reader_costs_the_session_and_the_reader_besides(client, shelf, marketer):
    client.force_login(marketer)

    assert queries_for(client, shelf.url) <= 10
