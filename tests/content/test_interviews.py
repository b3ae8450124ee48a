"""Nobody is named on an asset who did not allow it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from content.models import AssetExpert, Interview
from tests.factories import make_asset, make_expert, make_user

pytestmark = pytest.mark.django_db


def make_interview(expert=None, **fields):
    fields.setdefault("held_on", date(2026, 3, 2))
    fields.setdefault("subject", "What the fire taught")
    return Interview.objects.create(expert=expert or make_expert(), **fields)


def row(interview, role, expert=None):
    return AssetExpert(
        asset=make_asset(live=False), expert=expert or interview.expert, role=role, interview=interview, sort_order=0
    )


@pytest.mark.parametrize("consent", set(Interview.Consent) - {Interview.Consent.NAMED})
@pytest.mark.parametrize("role", [AssetExpert.Role.INTERVIEWEE, AssetExpert.Role.SOURCE])
def test_who_did_not_allow_it_is_not_named(consent, role):
    with pytest.raises(ValidationError, match="may not be named"):
        row(make_interview(consent=consent), role).full_clean()


def test_who_allowed_it_is_named(client):
    named = row(make_interview(consent=Interview.Consent.NAMED), AssetExpert.Role.INTERVIEWEE)
    named.full_clean()
    named.save()
    named.asset.save_revision().publish()

    assert "Ada Okafor" in client.get(named.asset.url).text


def test_an_interview_was_held_with_the_expert_it_is_given_for():
    with pytest.raises(ValidationError, match="held with Ada Okafor"):
        row(make_interview(), AssetExpert.Role.SOURCE, expert=make_expert("Nils Berg")).full_clean()


def test_marketing_writes_one_down_with_its_quotes(client, marketer):
    client.force_login(marketer)
    expert = make_expert()
    quotes = inline_formset([{"text": "Nobody asked engineering."}])
    said = {"expert": expert.pk, "held_on": "2026-03-02", "subject": "The fire", "consent": "named", "notes": ""}

    answer = client.post(reverse("interviews:add"), nested_form_data(said | {"interviewer": "", "quotes": quotes}))

    assert answer.status_code == 302
    interview = Interview.objects.get()
    assert interview.quotes.get().text == "Nobody asked engineering."


@pytest.mark.parametrize("group", ["Sales", "Executives"])
def test_the_notes_are_for_marketing(client, group):
    client.force_login(make_user(group))

    assert client.get(reverse("interviews:edit", args=[make_interview().pk])).status_code in (302, 403)
