from datetime import UTC, datetime

import pytest

from audiences.demand import wanted
from audiences.hearing import heard
from audiences.models import Demand, Industry, Persona
from demo.asking import SAID, ask_and_listen, name_the_industries, share_out_accounts
from demo.filling import COMPANY
from demo.market import INDUSTRIES
from leads.accounts import industry_of
from leads.models import Account
from tests.factories import make_account, make_user

pytestmark = pytest.mark.django_db

TODAY = datetime(2027, 6, 4, 9, tzinfo=UTC)


@pytest.fixture
def people():
    name_the_industries()
    for row in COMPANY["personas"]:
        Persona.objects.create(slug=row["slug"], name=row["name"])
    return {row["username"]: make_user(username=row["username"]) for row in COMPANY["users"]}


def test_most_people_want_one_thing_and_each_kind_of_answer_was_given(people):
    ask_and_listen(people, at=TODAY)

    first = wanted(since=datetime(2027, 3, 1, tzinfo=UTC))[0]
    assert (first.folded, first.people, first.searches) == ("scenario tariff", 3, 4)
    assert set(Demand.objects.values_list("state", flat=True)) == set(Demand.State.values)
    assert Demand.objects.count() == len(SAID["searches"]) + len(SAID["requests"])


def test_what_was_heard_was_heard_before_today(people):
    ask_and_listen(people, at=TODAY)

    assert len(heard()) == 12
    assert all(note.at < TODAY for note in heard())


def test_accounts_have_owners_of_whom_one_has_left_and_industries_of_ours(people):
    for number in range(24):
        make_account(f"A{number}", industry=INDUSTRIES[number % len(INDUSTRIES)])

    share_out_accounts(people)

    assert Account.objects.filter(owner=people["ruben"]).count() == 2
    assert Account.objects.filter(owner=None).count() == 2
    assert {industry_of(account) for account in Account.objects.all()} == set(Industry.objects.all())
