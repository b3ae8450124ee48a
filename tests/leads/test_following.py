import re
from datetime import timedelta

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse

from analytics import pace
from analytics.models import Visitor
from leads.following import (
    LETTERS_A_DAY,
    ask,
    asked_by,
    confirm,
    confirm_token,
    forget_the_unconfirmed,
    leave,
    manage_token,
)
from leads.models import Follower, Following, Identification, Lead, Letter
from tests.factories import NOON, make_asset, make_lead, make_touch, make_visitor
from tests.leads.makers import DAY, make_follower, make_topic, remember

pytestmark = pytest.mark.django_db

ADA = "ada@hollis.example"


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything():
    pace.forget()


@pytest.fixture
def topic():
    make_asset("On supply", topics=["Supply risk"])
    return make_topic("Supply risk")


def send(client, topic, *, headers=None, **changes):
    return client.post(f"/forms/follow/{topic.pk}/", {"email": ADA, "frequency": "weekly"} | changes, headers=headers)


def question(topic, email=ADA, *, frequency="weekly", at=NOON):
    ask(email, topic, frequency, at=at)
    following = Following.objects.get(follower__email=email.lower(), topic=topic)
    with time_machine.travel(at, tick=False):
        return reverse("confirm_following", args=[confirm_token(following, frequency)])


# Asking


def test_asking_writes_one_letter_and_nobody_follows_yet(client, topic):
    response = send(client, topic)

    assert (response.status_code, response.url) == (302, "/forms/follow/asked/")
    assert Letter.objects.get().kind == Letter.Kind.CONFIRM
    assert not Following.objects.active().exists()
    assert not Lead.objects.exists()
    assert not response.cookies


def test_an_address_that_we_know_gets_the_same_answer_as_one_that_we_do_not(client, topic):
    make_follower("bo@hollis.example", topic)
    make_lead("cy@hollis.example")

    answers = {
        (r.status_code, r.url, r.content)
        for r in (send(client, topic, email=f"{n}@hollis.example") for n in ("bo", "cy", "di"))
    }

    assert len(answers) == 1
    assert Letter.objects.count() == 3


def test_two_clicks_are_one_letter_and_one_address_however_it_is_typed(client, topic):
    for email in (ADA, " Ada@Hollis.EXAMPLE "):
        assert send(client, topic, email=email).status_code == 302

    assert Follower.objects.get().email == ADA
    assert Letter.objects.count() == 1


def test_nobody_can_fill_a_strangers_mailbox(topic):
    for hour in range(12):
        ask(ADA, topic, "weekly", at=NOON + timedelta(hours=hour))
    assert Letter.objects.count() == LETTERS_A_DAY

    ask(ADA, topic, "weekly", at=NOON + 2 * DAY)
    assert Letter.objects.count() == LETTERS_A_DAY + 1


def test_made_up_tags_do_not_make_one_mailbox_many(topic):
    for number in range(12):
        ask(f"ada+{number}@hollis.example", topic, "weekly", at=NOON)
    ask(ADA, topic, "weekly", at=NOON)
    assert Letter.objects.count() == LETTERS_A_DAY

    ask("adam@hollis.example", topic, "weekly", at=NOON)
    ask("ada+1@other.example", topic, "weekly", at=NOON)
    assert Letter.objects.count() == LETTERS_A_DAY + 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": '"a\x1cBcc:c"@d.example'}, "email"),
        ({"email": '"a,c@d.example"@b.example'}, "email"),
        ({"email": "root@localhost"}, "email"),
        ({"email": "root@[127.0.0.1]"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "email"),
        ({"email": "x" * 250 + "@b.example"}, "email"),
        ({"email": "a\x00@b.example"}, "email"),
        ({"frequency": "hourly"}, "frequency"),
        ({"frequency": ""}, "frequency"),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_beside_its_field(client, topic, changes, field):
    response = send(client, topic, **changes)

    assert response.status_code == 422
    assert f'id="follow_{field}_error"' in response.text
    assert f'aria-describedby="follow_{field}_error"' in response.text
    assert not Follower.objects.exists()


def test_machines_other_sites_and_the_hasty_are_turned_away(client, topic):
    assert send(client, topic, website="x").status_code == 302
    assert send(client, topic, headers={"Origin": "https://evil.example"}).status_code == 403
    assert send(client, topic, headers={"User-Agent": "curl/8.0"}).status_code == 302
    for _ in range(pace.ALLOWED):
        send(client, topic, email="")
    assert send(client, topic).status_code == 429
    assert not Follower.objects.exists()


def test_a_topic_of_hidden_assets_alone_is_not_there(client):
    make_asset("Hidden", topics=["Secret plans"], live=False)

    topic = make_topic("Secret plans")

    assert client.get(f"/forms/follow/{topic.pk}/").status_code == 404
    assert send(client, topic).status_code == 404


# The second yes


def test_opening_the_link_confirms_nothing_and_the_button_does(client, topic):
    with time_machine.travel(NOON, tick=False):
        link = question(topic)
        page = client.get(link)

        assert "Supply risk" in page.text
        assert ADA not in page.text
        assert not Following.objects.active().exists()

        assert "We write to you about Supply risk, once a week at most" in client.post(link).text

    assert Following.objects.active().get().follower.lead == Lead.objects.get()
    assert Lead.objects.get().email == ADA


def test_a_link_in_a_mail_is_kept_out_of_indexes_and_caches(client, topic):
    with time_machine.travel(NOON, tick=False):
        response = client.get(question(topic))

    assert response.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in response.headers["Cache-Control"]


def test_the_owner_of_a_known_address_stays_the_same_lead(topic):
    lead = make_lead(ADA, first_name="Ada")

    make_follower(ADA, topic)

    assert Lead.objects.get() == lead
    assert Follower.objects.get().lead.first_name == "Ada"


def test_a_browser_that_consented_joins_and_any_other_does_not(client, topic):
    visitor = remember(client, make_visitor())
    touch = make_touch(visitor)
    with time_machine.travel(NOON, tick=False):
        client.cookies.clear()
        client.post(question(topic))
        assert not Identification.objects.exists()

        remember(client, visitor)
        client.post(question(topic, at=NOON))

    assert list(Lead.objects.get().touches()) == [touch]
    assert Identification.objects.get().how == Identification.How.LINK


def test_without_consent_no_visitor_is_made(client, topic):
    with time_machine.travel(NOON, tick=False):
        response = client.post(question(topic))

    assert not response.cookies
    assert not Visitor.objects.exists()


def test_a_link_ends_after_three_days_and_says_so(client, topic):
    link = question(topic)
    with time_machine.travel(NOON + 3 * DAY + timedelta(seconds=1), tick=False):
        response = client.post(link)

    assert response.status_code == 410
    assert "This link has ended" in response.text
    assert not Following.objects.active().exists()


def test_a_link_from_before_leaving_does_not_bring_back(client, topic):
    with time_machine.travel(NOON, tick=False):
        link = question(topic)
        client.post(link)
    leave(Follower.objects.get(), at=NOON + timedelta(hours=1))

    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        assert client.post(link).status_code == 410

    assert not Following.objects.active().exists()


@pytest.mark.parametrize(
    "token",
    ["x", "1:weekly", "1:weekly:aaa:bbb", TimestampSigner(salt="leads.gate").sign("1:weekly"), "é" * 500],
    ids=["short", "unsigned", "forged", "signed for another purpose", "long"],
)
@pytest.mark.parametrize("door", ["confirm_following", "following"])
def test_what_we_did_not_sign_opens_nothing(client, door, token):
    address = reverse(door, args=[token])

    assert client.get(address).status_code == client.post(address).status_code == 410


def test_another_site_cannot_confirm_for_a_reader(client, topic):
    with time_machine.travel(NOON, tick=False):
        link = question(topic)
        assert client.post(link, headers={"Origin": "https://evil.example"}).status_code == 403

    assert not Following.objects.active().exists()


# Choosing and leaving


@pytest.fixture
def ada(topic):
    make_asset("On cost", topics=["Cost"])
    follower = make_follower(ADA, topic, make_topic("Cost"))
    follower.page = reverse("following", args=[manage_token(follower)])
    return follower


def follows(follower):
    return {f.topic.name: f.frequency for f in follower.followings.active()}


def test_the_page_of_choices_names_topics_and_no_person(client, ada):
    make_lead("other@x.example")
    Lead.objects.filter(email=ADA).update(first_name="Adeline", last_name="Okaforsky")

    html = client.get(ada.page).text

    assert "Supply risk" in html
    assert "Cost" in html
    assert not re.search("Adeline|Okaforsky|hollis", html)


def test_opening_the_link_changes_nothing(client, ada):
    client.get(ada.page, {"leave": "all"})

    assert len(follows(ada)) == 2


def test_one_topic_is_left_and_the_other_stays(client, ada):
    client.post(ada.page, {"leave": make_topic("Cost").pk})

    assert follows(ada) == {"Supply risk": "weekly"}


def test_one_click_of_a_mail_program_leaves_all_without_cookie_or_token(ada):
    stranger = Client(enforce_csrf_checks=True)
    response = stranger.post(ada.page, {"List-Unsubscribe": "One-Click"}, headers={"User-Agent": "Gmail"})

    assert response.status_code == 200
    assert follows(ada) == {}


def test_leaving_is_final_also_for_a_question_that_waits(client, ada):
    client.post(ada.page, {"leave": "all"})

    assert follows(ada) == {}
    assert "You follow nothing" in client.get(ada.page).text


def test_how_often_is_chosen_topic_by_topic(client, ada):
    topics = {t.name: t.pk for t in (make_topic("Cost"), make_topic("Supply risk"))}
    client.post(ada.page, {f"frequency-{topics['Cost']}": "once", f"frequency-{topics['Supply risk']}": "never"})

    assert follows(ada) == {"Cost": "once", "Supply risk": "weekly"}


@pytest.mark.parametrize(
    "said", [{"leave": "9" * 40}, {"leave": "x"}, {"leave": "\x00"}, {}, {"frequency-1": "\x00"}], ids=str
)
def test_nonsense_changes_nothing(client, ada, said):
    assert client.post(ada.page, said).status_code == 302
    assert len(follows(ada)) == 2


def test_another_site_cannot_change_a_choice(client, ada):
    response = client.post(ada.page, {"leave": "all"}, headers={"Origin": "https://evil.example"})

    assert response.status_code == 403
    assert len(follows(ada)) == 2


# Forgetting


def test_an_address_that_never_said_yes_is_forgotten_in_a_week_and_no_other(topic):
    make_follower("yes@x.example", topic)
    left = make_follower("left@x.example", topic)
    leave(left, at=NOON)
    ask("new@x.example", topic, "weekly", at=NOON + 6 * DAY)
    ask(ADA, topic, "weekly", at=NOON)

    forget_the_unconfirmed(at=NOON + 8 * DAY)

    assert set(Follower.objects.values_list("email", flat=True)) == {"yes@x.example", "left@x.example", "new@x.example"}


def test_a_confirmed_address_takes_mail_again_after_a_bounce(topic):
    follower = make_follower(ADA, topic)
    Follower.objects.update(bounced_at=NOON)
    ask(ADA, topic, "monthly", at=NOON + DAY)
    with time_machine.travel(NOON + DAY, tick=False):
        confirm(asked_by(confirm_token(follower.followings.get(), "monthly")), visitor=None, at=NOON + DAY)

    follower.refresh_from_db()
    assert follower.bounced_at is None
    assert follows(follower) == {"Supply risk": "monthly"}
