import pytest

from audiences.models import Industry
from leads.accounts import account_for, company_domain, industry_of
from tests.factories import make_account

pytestmark = pytest.mark.django_db
LONG = f"{'x' * 60}.{'y' * 60}.{'z' * 60}.example-company.example"


@pytest.mark.parametrize(
    ("email", "domain"),
    [("ada@Hollis.example", "hollis.example"), ("ada@gmail.com", ""), (f"ada@{LONG}", "")],
)
def test_the_employer_is_told_by_the_mail_domain(email, domain):
    assert company_domain(email) == domain


def test_an_account_is_found_by_name_whatever_its_case_before_its_domain():
    by_name = make_account("Hollis Pumps")
    make_account("Lind", domain="lind.example")

    assert account_for(" hollis   PUMPS ", email="bo@lind.example") == by_name


def test_a_domain_longer_than_we_keep_makes_an_account_without_one():
    assert account_for("Long Names", email=f"ada@{LONG}").domain == ""


@pytest.mark.parametrize("said", ["Food and drink", "FOOD & DRINK", "Drink, food"])
def test_an_account_is_of_the_industry_whose_name_it_says(said):
    industry = Industry.objects.create(name="Food and drink", slug="food")
    Industry.objects.create(name="Steel", slug="steel")

    assert industry_of(make_account(industry=said)) == industry


@pytest.mark.parametrize("said", ["", "Shipping"])
def test_other_words_are_no_industry_of_ours(said):
    Industry.objects.create(name="Steel", slug="steel")

    assert industry_of(make_account(industry=said)) is None
    assert industry_of(None) is None
