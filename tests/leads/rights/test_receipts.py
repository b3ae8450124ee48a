import pytest

from analytics.collecting.spool import spool_in
from leads.models import ErasureReceipt
from leads.rights.erasing import erase_lead
from leads.rights.holdings import decisions
from leads.rights.receipts import BESIDE, what_is_gone, what_stays
from leads.rights.words import Matter, Words, by_matter
from tests.factories import NOON
from tests.leads.makers import DAY
from tests.leads.rights.people import come_through_every_door

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_spool_of_its_own(settings, tmp_path):
    settings.SPOOL_DIR = tmp_path / "spool"
    yield
    spool_in(settings.SPOOL_DIR).close()


def test_all_that_an_erasure_meets_is_said_in_words():
    they = come_through_every_door()

    receipt = erase_lead(they.lead, asked="staff", by=None, at=NOON + 2 * DAY)

    known = {holding.key for holding in decisions().holdings} | BESIDE.keys()
    assert receipt.removed.keys() | receipt.kept.keys() <= known
    gone = dict(what_is_gone(receipt))
    assert gone["Who they are"][0] == "1 lead record"
    assert {"3 touches", "3 page views"} <= set(gone["What they read"])
    assert "1 vote on whether an asset was useful" in dict(what_stays(receipt))


def test_a_receipt_of_before_our_words_is_read_as_it_was_written():
    old = ErasureReceipt(removed={"touches": 4}, kept={"deals": [2, "Amounts."], "followers": [1, "A number."]})

    assert what_is_gone(old) == [("What we wrote and noted", ["4 touches"])]
    assert what_stays(old) == [("2 deals", "Amounts."), ("1 followers", "A number.")]


def test_what_is_counted_stands_in_the_order_of_its_matters():
    touch, lead = Words(Matter.READING, "touch", "touches"), Words(Matter.PERSON, "lead", "leads")

    assert by_matter([(touch, 12_000), (lead, 1)]) == [
        ("Who they are", ["1 lead"]),
        ("What they read", ["12,000 touches"]),
    ]
