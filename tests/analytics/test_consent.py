import pytest

from analytics.consent import TEXT_VERSION, give
from analytics.models import Consent
from tests.factories import NOON, make_visitor

pytestmark = pytest.mark.django_db


def test_yes_that_was_noted_twice_at_once_can_be_said_again():
    visitor = make_visitor()
    for _ in range(2):
        visitor.consents.create(choice=Consent.Choice.GIVEN, text_version=TEXT_VERSION, at=NOON)

    assert give(visitor, at=NOON) == visitor
    assert visitor.consents.count() == 2


def test_yes_to_another_text_is_noted_beside_the_first():
    visitor = make_visitor()
    visitor.consents.create(choice=Consent.Choice.GIVEN, text_version="before", at=NOON)

    give(visitor, at=NOON)

    assert set(visitor.consents.values_list("text_version", flat=True)) == {"before", TEXT_VERSION}
