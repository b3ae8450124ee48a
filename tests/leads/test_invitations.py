import re

import pytest

from analytics import pace
from analytics.consent import TEXT_VERSION
from buying_stages.models import CallToAction
from leads.models import Account, FormAnswer, Identification, Lead
from tests.factories import make_asset, make_stage, make_touch, make_visitor
from tests.leads.makers import remember

pytestmark = pytest.mark.django_db

ADA = {
    "email": "ada@hollis.example",
    "first_name": "Ada",
    "last_name": "Okafor",
    "message": "How would this look for pumps?",
}


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything():
    pace.forget()


def calling(call, **fields):
    fields.setdefault("stage", make_stage("purchase"))
    return make_asset(f"Says {call}", call_to_action=call, topics=["Supply risk"], **fields)


def forms(client, asset):
    return re.findall(r'<form[^>]* action="/forms/(contact|follow)/\d+/"', client.get(asset.url).text)


@pytest.mark.parametrize(
    ("call", "shown"),
    [
        (CallToAction.LEARN, []),
        (CallToAction.FOLLOW, ["follow"]),
        (CallToAction.CONTACT, ["contact"]),
        (CallToAction.NOTHING, []),
    ],
)
def test_a_page_asks_what_its_call_says(client, call, shown):
    assert forms(client, calling(call)) == shown


def test_an_epiphany_page_never_shows_a_sales_form(client):
    asset = make_asset("Early", stage=make_stage("epiphany"), topics=["Supply risk"])

    assert "contact" not in forms(client, asset)
    assert client.post(f"/forms/contact/{asset.pk}/", ADA).url == asset.url
    assert not Lead.objects.exists()


def test_an_epiphany_page_may_ask_for_a_talk_where_its_editor_gave_a_reason(client):
    asset = calling(
        CallToAction.CONTACT, stage=make_stage("epiphany"), call_to_action_reason="A workshop that we hold with them."
    )

    assert forms(client, asset) == ["contact"]


def test_a_page_without_a_topic_invites_to_follow_none(client):
    asset = make_asset("No topic", call_to_action=CallToAction.FOLLOW)

    assert forms(client, asset) == []


def test_an_invitation_has_at_most_four_fields_and_is_the_same_for_all(client):
    asset = calling(CallToAction.CONTACT)
    plain = client.get(asset.url).text
    form = re.search(r'<form[^>]* id="contact".*?</form>', plain, re.DOTALL).group()

    fields = re.findall(r'<(?:input type="(?:text|email)"|textarea) name="(\w+)"', form)
    assert fields == ["email", "first_name", "last_name", "message", "website"]
    assert "csrf" not in form
    remember(client, make_visitor())
    assert form in client.get(asset.url).text


def test_who_asks_for_a_talk_is_a_lead_with_the_question_and_the_text_they_saw(client):
    asset = calling(CallToAction.CONTACT)
    Account.objects.create(name="Hollis Pumps", domain="hollis.example")

    response = client.post(f"/forms/contact/{asset.pk}/", ADA)

    answer = FormAnswer.objects.get()
    assert response.url == "/forms/contact/received/"
    assert (answer.kind, answer.message, answer.asset, answer.text_version) == (
        "contact",
        "How would this look for pumps?",
        asset,
        TEXT_VERSION,
    )
    assert (answer.lead.name, answer.lead.account.name) == ("Ada Okafor", "Hollis Pumps")
    assert not response.cookies


def test_a_browser_that_consented_brings_what_it_read(client):
    asset = calling(CallToAction.CONTACT)
    touch = make_touch(remember(client, make_visitor()), asset)

    client.post(f"/forms/contact/{asset.pk}/", ADA)

    assert list(Lead.objects.get().touches()) == [touch]


def test_two_clicks_are_one_question_and_two_questions_are_two(client):
    asset = calling(CallToAction.CONTACT)
    for message in ("One", "One", "Two"):
        client.post(f"/forms/contact/{asset.pk}/", ADA | {"message": message})

    assert sorted(FormAnswer.objects.values_list("message", flat=True)) == ["One", "Two"]
    assert Lead.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"first_name": ""}, "first_name"),
        ({"message": "  "}, "message"),
        ({"message": "x" * 2001}, "message"),
        ({"last_name": "a\x00"}, "last_name"),
    ],
    ids=["email", "first name", "blank", "long", "nul"],
)
def test_what_cannot_be_is_said_beside_its_field_and_the_rest_is_kept(client, changes, field):
    response = client.post(f"/forms/contact/{calling(CallToAction.CONTACT).pk}/", ADA | changes)

    assert response.status_code == 422
    assert response.text.count('class="field-error"') == 1
    assert f'aria-describedby="contact_{field}_error"' in response.text
    assert not Lead.objects.exists()


def test_machines_other_sites_and_the_hasty_are_turned_away(client):
    address = f"/forms/contact/{calling(CallToAction.CONTACT).pk}/"

    assert client.post(address, ADA | {"website": "x"}).url == "/forms/contact/received/"
    assert client.post(address, ADA, headers={"Origin": "https://evil.example"}).status_code == 403
    for _ in range(pace.ALLOWED):
        client.post(address, {})
    assert client.post(address, ADA).status_code == 429
    assert not Lead.objects.exists()
    assert not Identification.objects.exists()


def test_a_hidden_asset_takes_no_question(client):
    asset = calling(CallToAction.CONTACT, live=False)

    assert client.post(f"/forms/contact/{asset.pk}/", ADA).status_code == 404
