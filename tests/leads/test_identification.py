import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers, lists, sampled_from, tuples

from analytics.models import Consent, Touch, Visitor
from leads.identification import Details, answer_form, identify, recognise
from leads.models import Account, FormAnswer, Identification, Lead
from tests.factories import NOON, make_account, make_asset, make_lead, make_touch, make_visitor
from tests.leads.makers import DAY

pytestmark = pytest.mark.django_db

ADA = Details("Ada@Hollis.example", "Ada", "Okafor", "Hollis Pumps")
BO = Details("bo@hollis.example", "Bo", "Lind", "hollis pumps")


@pytest.fixture
def asset():
    return make_asset(gated=True)


def test_a_stranger_becomes_a_lead_at_a_new_account(asset):
    lead = answer_form(ADA, asset, visitor=None, at=NOON).lead

    assert (lead.email, lead.name, lead.known_at) == ("ada@hollis.example", "Ada Okafor", NOON)
    assert (lead.account.name, lead.account.domain) == ("Hollis Pumps", "hollis.example")
    assert lead.form_answers.get().asset == asset


def test_without_consent_there_is_no_visitor(asset):
    answered = answer_form(ADA, asset, visitor=None, at=NOON)

    assert answered.visitor is None
    assert not Visitor.objects.exists()
    assert not Identification.objects.exists()


def test_earlier_touches_join_with_their_own_times(asset):
    visitor = make_visitor()
    touch = make_touch(visitor, asset, at=NOON - 90 * DAY)

    answered = answer_form(ADA, asset, visitor=visitor, at=NOON)

    assert answered.visitor == visitor
    assert [(t, t.at) for t in answered.lead.touches()] == [(touch, NOON - 90 * DAY)]
    assert (visitor.identification.how, visitor.identification.at) == ("form", NOON)


def test_sending_twice_is_one_of_everything(asset):
    visitor = make_visitor()
    for _ in range(2):
        answer_form(ADA, asset, visitor=visitor, at=NOON)

    counts = [model.objects.count() for model in (Lead, Account, FormAnswer, Identification, Visitor)]
    assert counts == [1, 1, 1, 1, 1]


def test_what_we_know_is_completed_and_never_overwritten(asset):
    other = make_account("Other")
    make_lead("ada@hollis.example", first_name="Adaeze", last_name="", account=other, known_at=NOON - DAY)

    lead = answer_form(ADA, asset, visitor=None, at=NOON).lead

    lead.refresh_from_db()
    assert (lead.first_name, lead.last_name, lead.account, lead.known_at) == ("Adaeze", "Okafor", other, NOON - DAY)
    assert Account.objects.count() == 1


@pytest.mark.parametrize(
    ("details", "found"),
    [
        (Details("x@new.example", company="HOLLIS pumps"), True),
        (Details("x@hollis.example", company="Somewhere else"), True),
        (Details("x@HOLLIS.example", company=""), True),
        (Details("x@new.example", company="Hollis"), False),
        (Details("x@new.example", company=""), None),
    ],
)
def test_an_account_is_found_by_its_name_or_its_mail_domain(asset, details, found):
    account = make_account("Hollis Pumps", domain="hollis.example")

    lead = answer_form(details, asset, visitor=None, at=NOON).lead

    assert found is None or (lead.account == account) is found
    assert (lead.account is None) is (found is None)


def test_a_free_mail_domain_says_nothing_about_an_employer(asset):
    answer_form(Details("ada@gmail.com", company="Hollis"), asset, visitor=None, at=NOON)
    answer_form(Details("bo@gmail.com", company="Other"), asset, visitor=None, at=NOON)

    assert set(Account.objects.values_list("name", "domain")) == {("Hollis", ""), ("Other", "")}


def test_two_people_on_one_browser_are_two_visitors_and_nothing_read_before_moves(asset):
    visitor = make_visitor()
    visitor.consents.create(choice=Consent.Choice.GIVEN, text_version="1", at=NOON)
    touch = make_touch(visitor, asset, at=NOON)
    ada = answer_form(ADA, asset, visitor=visitor, at=NOON).lead

    answered = answer_form(BO, asset, visitor=visitor, at=NOON + DAY)

    assert answered.visitor != visitor
    assert answered.visitor.identification.lead == answered.lead
    assert answered.visitor.consents.get().choice == Consent.Choice.GIVEN
    assert list(ada.touches()) == [touch]
    assert not answered.lead.touches().exists()


def test_one_person_may_have_several_browsers():
    lead = make_lead()
    phone, desk = make_visitor(), make_visitor()
    for visitor in (phone, desk):
        assert identify(visitor, lead, how=Identification.How.FORM, at=NOON) == visitor

    assert {said.visitor for said in lead.identifications.all()} == {phone, desk}


def test_a_personal_link_names_its_reader_until_they_speak(asset):
    lead, visitor = make_lead("ada@hollis.example"), make_visitor()

    assert recognise(visitor, lead, at=NOON)

    said = Identification.objects.get()
    assert (said.lead, said.how, said.confirmed_at, said.is_unconfirmed) == (lead, "link", None, True)


def test_a_personal_link_changes_nothing_of_what_is_known():
    known = make_visitor()
    ada = make_lead("ada@hollis.example", visitors=[known])

    assert not recognise(known, make_lead("bo@hollis.example"), at=NOON)
    assert known.identification.lead == ada


def test_a_form_by_the_same_lead_confirms_the_link(asset):
    visitor = make_visitor()
    recognise(visitor, make_lead("ada@hollis.example"), at=NOON)

    assert answer_form(ADA, asset, visitor=visitor, at=NOON + DAY).visitor == visitor

    said = Identification.objects.get()
    assert (said.how, said.at, said.confirmed_at) == ("link", NOON, NOON + DAY)


def test_a_form_by_another_lead_takes_the_guess_back_and_every_touch_goes_along(asset):
    visitor = make_visitor()
    meant = make_lead("ada@hollis.example")
    recognise(visitor, meant, at=NOON)
    touches = [make_touch(visitor, asset, at=NOON + hours * DAY / 24) for hours in range(3)]

    answered = answer_form(BO, asset, visitor=visitor, at=NOON + DAY)

    assert answered.visitor == visitor
    assert list(answered.lead.touches()) == touches
    assert not meant.touches().exists()
    assert Touch.objects.count() == 3
    said = Identification.objects.get()
    assert (said.lead, said.how, said.is_unconfirmed) == (answered.lead, "form", False)


def test_once_confirmed_a_link_yields_to_nobody(asset):
    visitor = make_visitor()
    recognise(visitor, make_lead("ada@hollis.example"), at=NOON)
    touch = make_touch(visitor, asset, at=NOON)
    ada = answer_form(ADA, asset, visitor=visitor, at=NOON).lead

    answered = answer_form(BO, asset, visitor=visitor, at=NOON + DAY)

    assert answered.visitor != visitor
    assert list(ada.touches()) == [touch]
    assert not answered.lead.touches().exists()


def test_a_link_that_asked_to_be_confirmed_by_mail_is_sure():
    visitor = make_visitor()

    identify(visitor, make_lead(), how=Identification.How.LINK, at=NOON)

    assert not visitor.identification.is_unconfirmed


@given(steps=lists(tuples(sampled_from(["link", "form"]), integers(0, 2)), max_size=8))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whoever_speaks_in_whatever_order_no_touch_is_lost_or_doubled(steps):
    with transaction.atomic():
        asset, visitor = make_asset(), make_visitor()
        leads = [make_lead(f"reader{number}@hollis.example") for number in range(3)]
        for number, (how, which) in enumerate(steps):
            make_touch(visitor, asset, at=NOON + number * DAY)
            if how == "link":
                recognise(visitor, leads[which], at=NOON + number * DAY)
            else:
                visitor = identify(visitor, leads[which], how=Identification.How.FORM, at=NOON + number * DAY)

        assert Touch.objects.count() == len(steps)
        named = sum(lead.touches().count() for lead in leads)
        assert named == (Touch.objects.count() if steps else 0)
        transaction.set_rollback(True)
