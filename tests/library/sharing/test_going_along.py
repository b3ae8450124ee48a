from datetime import timedelta

import pytest

from leads.models import Account
from library.models import Share
from library.sharing.going_along import what_goes_along
from tests.factories import NOON, make_account, make_lead
from tests.library.sharing.makers import make_collection, make_seller, make_share

pytestmark = pytest.mark.django_db


def test_collections_and_open_links_of_the_accounts_go_along():
    seller, lead = make_seller(), make_lead()
    elsewhere = make_account("Elsewhere")
    make_collection(by=seller, account=lead.account)
    make_collection("Other", by=seller, account=elsewhere)
    make_share(lead=lead, by=seller)
    gone = make_share(lead=lead, by=seller)
    Share.objects.filter(pk=gone.pk).update(revoked_at=NOON)

    said = what_goes_along(Account.objects.filter(pk=lead.account_id), at=NOON + timedelta(days=1))

    assert said == ["1 collection made for them.", "Word of what is read through 1 link that still opens."]


def test_more_than_one_is_said_so():
    lead = make_lead()
    for _ in range(2):
        make_share(lead=lead)

    said = what_goes_along(Account.objects.all(), at=NOON + timedelta(days=1))

    assert said == ["0 collections made for them.", "Word of what is read through 2 links that still open."]
