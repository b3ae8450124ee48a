"""A table that may hold something of a person fails here until somebody has decided what is told of it and what goes."""

import pytest
from django.apps import apps
from django.db.models import EmailField

from leads.rights.holdings import decisions

pytestmark = pytest.mark.django_db

PEOPLE = {"leads.Lead", "leads.Follower", "analytics.Visitor"}


def models():
    return apps.get_models(include_auto_created=True)


def test_every_table_has_a_decision_and_no_decision_is_about_a_table_that_is_gone():
    of_one_database_only = {"wagtailsearch.SQLiteFTSIndexEntry"}

    assert set(decisions().labels) ^ {model._meta.label for model in models()} <= of_one_database_only


def leading_to_people():
    """Tables whose rows lead to a person along any number of relations."""
    found = set(PEOPLE)
    while True:
        more = {
            model._meta.label
            for model in models()
            for field in model._meta.get_fields()
            if field.is_relation and field.concrete and field.related_model and field.related_model._meta.label in found
        }
        if more <= found:
            return found
        found |= more


def test_what_leads_to_a_person_or_holds_an_address_is_told_and_erased():
    """A relation or an address makes it somebody's, whatever else is said of it."""
    decided = decisions()
    held = {holding.model._meta.label for holding in decided.holdings}
    with_an_address = {m._meta.label for m in models() if any(isinstance(f, EmailField) for f in m._meta.get_fields())}

    names_colleagues_only, is_a_fingerprint_of_numbers = {"users.User"}, {"revenue.Crediting"}
    assert leading_to_people() | with_an_address <= held | names_colleagues_only | is_a_fingerprint_of_numbers


def test_the_names_in_the_file_are_distinct():
    keys = [holding.key for holding in decisions().holdings]

    assert len(keys) == len(set(keys))
    assert all(holding.because for holding in decisions().holdings if holding.nameless)
