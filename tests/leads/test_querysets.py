import pytest

from leads.models import Account, Lead
from tests.factories import make_account, make_lead

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa():
    make_lead("piet@other.example", account=make_account("Other"))
    return make_lead("coo@hollis.example", first_name="Rosa", last_name="Lind", account=make_account("Delta Pumps"))


@pytest.mark.parametrize("typed", ["rosa lind", "LIN", "delta", "rosa pumps", "@hollis", "ro\x00 lind"])
def test_a_lead_answers_to_name_address_and_company(rosa, typed):
    assert list(Lead.objects.answering_to(typed)) == [rosa]


@pytest.mark.parametrize("typed", ["rosa piet", "%", "_", "' or 1=1"])
def test_a_word_that_stands_nowhere_leaves_nobody(rosa, typed):
    assert not Lead.objects.answering_to(typed).exists()


def test_without_a_word_everybody_answers(rosa):
    assert Lead.objects.answering_to(" \x00 ").count() == 2


def test_nobody_is_called_like_their_company(rosa):
    assert list(Lead.objects.called("rosa")) == [rosa]
    assert not Lead.objects.called("delta").exists()


def test_an_account_answers_to_name_and_domain():
    account = make_account("Delta Pumps", domain="hollis.example")

    assert list(Account.objects.answering_to("pumps delta")) == [account]
    assert list(Account.objects.answering_to("hollis")) == [account]
    assert not Account.objects.answering_to("rosa").exists()
