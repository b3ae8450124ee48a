import pytest
from django.urls import reverse

from analytics.usefulness import Sender, Vote, keep
from leads.models import FormAnswer, Letter
from tests.factories import NOON, make_asset, make_lead, make_user, make_visitor
from tests.leads.makers import make_follower, make_topic
from users.group_permissions import EXECUTIVES, MARKETING, SALES

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return make_follower("ada@hollis.example", make_topic("Supply risk"), make_topic("Cost"))


def make_answers(n):
    asset = make_asset()
    for i in range(n):
        lead = make_lead(f"lead{i}@x.example")
        FormAnswer.objects.create(lead=lead, asset=asset, kind="contact", message="=cmd()", at=NOON)


def test_followers_are_counted_by_topic_and_named(client, marketer, ada):
    make_follower("bo@x.example", make_topic("Cost"))
    client.force_login(marketer)

    page = client.get(reverse("following:index"))

    assert [row[1:] for row in page.context["counts"]] == [("Cost", 2), ("Supply risk", 1)]
    assert "ada@hollis.example" in page.text


def test_an_address_is_for_those_who_may_see_leads(client, marketer, ada):
    marketer.groups.get().permissions.filter(codename="view_lead").delete()
    client.force_login(marketer)

    for address in (reverse("following:index"), reverse("following:index") + "?export=csv", reverse("letters:index")):
        answer = client.get(address)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        assert answer.status_code == 200
        assert "ada@hollis" not in text


@pytest.mark.parametrize(
    ("screen", "groups"),
    [("following", {MARKETING}), ("letters", {MARKETING}), ("answers", {MARKETING, SALES})],
)
def test_a_screen_opens_to_its_groups_only(client, screen, groups):
    for group in (MARKETING, SALES, EXECUTIVES):
        client.force_login(make_user(group))
        assert (client.get(reverse(f"{screen}:index")).status_code == 200) == (group in groups), group


def test_a_question_that_looks_like_a_formula_is_neutral_in_a_download(client, marketer):
    make_answers(1)
    client.force_login(marketer)

    sheet = b"".join(client.get(reverse("answers:index"), {"export": "csv"}).streaming_content).decode()

    assert "'=cmd()" in sheet
    assert "lead0@x.example" in sheet


def test_a_mail_servers_words_name_an_address_too(client, marketer, ada):
    letter = Letter.objects.create(follower=ada, kind="digest", written_at=NOON, due_at=NOON)
    Letter.objects.filter(pk=letter.pk).update(trouble="550 <ada@hollis.example> unknown")
    client.force_login(marketer)
    assert "ada@hollis.example" in client.get(reverse("letters:index")).text

    marketer.groups.get().permissions.filter(codename="view_lead").delete()

    assert "ada@hollis.example" not in client.get(reverse("letters:index")).text


@pytest.mark.parametrize("screen", ["answers", "following", "letters"])
def test_a_list_asks_the_same_number_of_queries_whatever_is_in_it(
    client, marketer, django_assert_max_num_queries, screen
):
    make_answers(12)
    for n in range(12):
        follower = make_follower(f"f{n}@x.example", make_topic("Cost"))
        Letter.objects.create(follower=follower, kind="digest", written_at=NOON, due_at=NOON)
    client.force_login(marketer)
    client.get(reverse(f"{screen}:index"))

    with django_assert_max_num_queries(17):
        client.get(reverse(f"{screen}:index"))


def test_the_record_of_a_lead_shows_what_they_follow_and_asked(client, marketer, ada):
    FormAnswer.objects.create(lead=ada.lead, asset=make_asset("Pumps"), kind="contact", message="How much?", at=NOON)
    client.force_login(marketer)

    html = client.get(reverse("lead:inspect", args=[ada.lead.pk])).text

    assert "Supply risk, once a week at most, since 19 March 2026" in html
    assert "A talk on Pumps, 19 March 2026: “How much?”" in html


def test_a_leads_record_shows_what_they_said_on_pages(client, salesperson, ada):
    visitor = make_visitor()
    visitor_lead = make_lead("cy@x.example", visitors=[visitor])
    keep(Vote(True, "new", "Good."), make_asset("Pumps"), visitor=visitor, sender=Sender("", ""), at=NOON)
    client.force_login(salesperson)

    html = client.get(reverse("lead:inspect", args=[visitor_lead.pk])).text

    assert "Pumps: useful, i learned something new, “Good.”, 19 March 2026" in html
