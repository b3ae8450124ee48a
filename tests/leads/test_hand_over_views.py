import pytest
from django.urls import reverse
from wagtail import hooks

from leads.hand_over_views import GOES_ALONG, MOST_ACCOUNTS
from leads.models import Account
from tests.factories import make_account, make_lead, make_user
from users.group_permissions import SALES

pytestmark = pytest.mark.django_db

PAGE = "account:hand_over"


@pytest.fixture
def desk(client, marketer):
    client.force_login(marketer)
    return client


@pytest.fixture
def noor():
    return make_user(SALES, username="noor", first_name="Noor", last_name="Haddad")


def of(user):
    return f"{reverse(PAGE)}?owner={user.pk if user else 'none'}"


def test_all_accounts_of_one_go_to_another(desk, salesperson, noor):
    accounts = [make_account(name, owner=salesperson) for name in ("A", "B")]
    make_lead(account=accounts[0])
    make_account("C")
    page = desk.get(of(salesperson))
    assert page.text.count("checked") == 2
    given = {"accounts": [account.pk for account in accounts], "to": noor.pk}

    question = desk.post(of(salesperson), given)

    assert "Hand 2 accounts of salesperson over to Noor Haddad?" in question.text
    assert "2 accounts with 1 lead." in question.text
    assert not noor.accounts.exists()

    done = desk.post(of(salesperson), given | {"confirmed": "1"}, follow=True)

    assert "2 accounts handed over to Noor Haddad" in done.text
    assert set(noor.accounts.all()) == set(accounts)
    assert Account.objects.get(name="C").owner is None


def test_upper_floors_say_what_goes_along(desk, salesperson, noor):
    account = make_account(owner=salesperson)

    with hooks.register_temporarily(GOES_ALONG, lambda accounts, at: [f"{accounts.count()} collection goes along."]):
        question = desk.post(of(salesperson), {"accounts": [account.pk], "to": noor.pk})

    assert "1 collection goes along." in question.text


def test_accounts_of_nobody_find_an_owner(desk, noor):
    account = make_account()

    desk.post(of(None), {"accounts": [account.pk], "to": noor.pk, "confirmed": "1"})

    assert Account.objects.get().owner == noor


def test_what_changed_hands_meanwhile_is_not_taken_away(desk, salesperson, noor, marketer):
    account = make_account(owner=marketer)

    response = desk.post(of(salesperson), {"accounts": [account.pk], "to": noor.pk, "confirmed": "1"})

    assert response.status_code == 200
    assert Account.objects.get().owner == marketer


@pytest.mark.parametrize("said", [{}, {"to": ""}, {"accounts": ["x"]}, {"to": "999999"}])
def test_what_is_missing_is_asked_for(desk, salesperson, noor, said):
    account = make_account(owner=salesperson)
    given = {"accounts": [account.pk], "to": noor.pk} | said if said else {}

    response = desk.post(of(salesperson), given)

    assert "errorlist" in response.text
    assert Account.objects.get().owner == salesperson


@pytest.mark.parametrize("asked", ["", "?owner=x", "?owner=999999", f"?owner={'9' * 40}", "?owner=none"])
def test_without_accounts_it_says_what_it_is_for(desk, asked):
    page = desk.get(f"{reverse(PAGE)}{asked}")

    assert "There is no account yet" in page.text


def test_who_has_left_stands_first(desk, salesperson, noor):
    make_account("A", owner=noor)
    make_account("B", owner=salesperson)
    salesperson.is_active = False
    salesperson.save()

    text = desk.get(reverse(PAGE)).text

    assert text.index("salesperson (left): 1") < text.index("Noor Haddad: 1")


def test_executives_hand_nothing_over(client, executive):
    client.force_login(executive)

    assert client.get(reverse(PAGE)).status_code in (302, 403)
    assert reverse(PAGE) not in client.get(reverse("account:index")).text


def test_many_accounts_cost_no_more_queries_than_few(desk, salesperson, django_assert_num_queries):
    make_account("A0", owner=salesperson)
    desk.get(of(salesperson))
    with django_assert_num_queries(15) as few:
        desk.get(of(salesperson))
    for number in range(1, 30):
        make_account(f"A{number}", owner=salesperson)

    with django_assert_num_queries(len(few)):
        desk.get(of(salesperson))


@pytest.mark.parametrize("nonsense", ["9" * 18, "9" * 30, "9" * 5000, "x", "\x00", "²"])
def test_a_number_that_no_account_can_have_is_refused_kindly(desk, salesperson, noor, nonsense):
    make_account(owner=salesperson)

    answer = desk.post(of(salesperson), {"accounts": [nonsense], "to": noor.pk, "confirmed": "1"})

    assert answer.status_code == 200
    assert not noor.accounts.exists()


def test_all_that_the_page_ticks_can_be_sent_at_once(desk, salesperson, noor):
    account = make_account(owner=salesperson)
    ticked = [account.pk] * MOST_ACCOUNTS

    answer = desk.post(of(salesperson), {"accounts": ticked, "to": noor.pk, "confirmed": "1"})

    assert answer.status_code == 302
    assert list(noor.accounts.all()) == [account]
