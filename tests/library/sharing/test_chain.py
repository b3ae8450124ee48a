import pytest

from leads.identification import Details, answer_form
from leads.models import Identification
from library.models import ShareReader
from library.sharing.outcomes import outcomes_of
from tests.factories import NOON, make_asset, make_lead, make_visitor
from tests.library.sharing.makers import HOUR, make_share, open_as, read

pytestmark = pytest.mark.django_db

BO = Details("bo@hollis.example", "Bo", "Lind")


def test_the_first_reader_of_a_link_is_the_recipient_and_takes_their_name():
    made = make_share()

    reader = open_as(made)

    assert (reader.is_recipient, reader.passed_on_by) == (True, None)
    assert reader.visitor.identification.lead == made.lead
    assert reader.visitor.identification.is_unconfirmed


def test_a_browser_has_one_place_in_the_chain_however_it_comes():
    made, visitor = make_share(), make_visitor()

    first = open_as(made, visitor)
    colleague = open_as(first)

    assert open_as(made, visitor) == first
    assert open_as(first, visitor) == first
    assert open_as(colleague, visitor) == first
    assert ShareReader.objects.count() == 2


def test_whoever_has_it_from_a_reader_is_somebody_else_and_nobody_by_name():
    made = make_share()
    recipient = open_as(made)

    colleague = open_as(recipient)
    third = open_as(colleague)

    assert (colleague.passed_on_by, third.passed_on_by) == (recipient, colleague)
    assert not Identification.objects.exclude(visitor=recipient.visitor).exists()


def test_a_second_browser_with_the_same_link_is_not_taken_for_the_recipient():
    made = make_share()
    open_as(made)

    second = open_as(made)

    assert not second.is_recipient
    assert not Identification.objects.filter(visitor=second.visitor).exists()


def test_a_browser_that_is_known_stays_who_it_is():
    made, visitor = make_share(), make_visitor()
    somebody = make_lead("cleo@other.example", visitors=[visitor])

    reader = open_as(made, visitor)

    assert not reader.is_recipient
    assert visitor.identification.lead == somebody
    assert outcomes_of([made])[0].times_forwarded == 1


def test_for_someone_new_without_an_address_nobody_is_named():
    made = make_share(name="Dana")

    reader = open_as(made)

    assert reader.is_recipient
    assert not Identification.objects.exists()
    assert outcomes_of([made])[0].readings[0].name == "Dana"


def test_who_turns_out_to_be_another_has_it_passed_on_and_the_recipient_may_still_come():
    asset = make_asset()
    made = make_share(asset)
    first = open_as(made)
    touch = read(first, asset)

    bo = answer_form(BO, asset, visitor=first.visitor, at=NOON + HOUR).lead
    meant = open_as(made)

    assert list(bo.touches()) == [touch]
    assert meant.is_recipient
    assert meant.visitor.identification.lead == made.lead
    first.refresh_from_db()
    assert not first.is_recipient
    outcome = outcomes_of([made])[0]
    assert [(each.name, each.was_passed_on) for each in outcome.readings] == [
        ("Bo Lind", True),
        (str(made.lead), False),
    ]
