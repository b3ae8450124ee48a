import pytest
from wagtail.log_actions import registry

from leads.models import Account
from leads.owners import hand_over, owner_name, owners, people_by_name, who_may_own
from tests.factories import make_account, make_user
from users.group_permissions import EXECUTIVES, SALES

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor():
    return make_user(SALES, username="noor", first_name="Noor", last_name="Haddad", email="noor@x.example")


def test_accounts_go_to_somebody_else_and_each_says_so(salesperson, noor, marketer):
    first, second = make_account("A", owner=salesperson), make_account("B")
    make_account("C", owner=noor)

    count = hand_over(Account.objects.select_related("owner"), to=noor, by=marketer)

    assert count == 2
    assert set(Account.objects.values_list("owner", flat=True)) == {noor.pk}
    assert [_said(account) for account in (first, second)] == [
        [("salesperson", "Noor Haddad", marketer)],
        [("", "Noor Haddad", marketer)],
    ]


def _said(account):
    return [(entry.data["from"], entry.data["to"], entry.user) for entry in registry.get_logs_for_instance(account)]


def test_who_has_left_comes_first_and_is_marked(salesperson, noor):
    make_account("A", owner=noor)
    make_account("B", owner=salesperson)
    salesperson.is_active = False
    salesperson.save()

    assert [owner_name(user) for user in owners()] == ["salesperson (left)", "Noor Haddad"]
    assert owner_name(None) == ""


def test_those_who_may_work_on_accounts_may_own_them(noor, salesperson):
    make_user(EXECUTIVES)
    salesperson.is_active = False
    salesperson.save()

    assert list(who_may_own()) == [noor]


def test_a_name_that_two_people_have_means_neither(noor):
    twin = make_user(SALES, username="noor2", first_name="Noor", last_name="Haddad")

    assert people_by_name([noor, twin]) == {"noor": noor, "noor@x.example": noor, "noor2": twin}
