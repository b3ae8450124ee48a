import logging
import threading
from datetime import UTC, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.signing import Signer
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import Comment

from content.models import AssetPage, ExpertCheck
from content.review.expert_checks import (
    LinkIsDead,
    answer,
    check_behind,
    is_still_the_draft,
    link_for,
    revoke,
    send,
    token_for,
)
from tests.content.review.smtp import free_port, mail_server, silent_server
from tests.factories import make_asset, make_expert, make_user
from users.group_permissions import EXECUTIVES, GROUPS, MARKETING, MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db

NOW = timezone.now().astimezone(UTC)
SECRET = "A factory is a promise about time, and nobody signed it."
Verdict = ExpertCheck.Verdict


@pytest.fixture
def draft():
    return make_asset("What nobody has read yet", text=f"<p>{SECRET}</p>", live=False)


@pytest.fixture
def sent(draft, marketer):
    return send_to(draft, marketer)


def send_to(draft, by, *, at=NOW, days=14, to="ada@okafor.example", message="Is the second claim fair?"):
    return send(draft, make_expert(), to=to, message=message, valid_for=timedelta(days=days), by=by, at=at).check


def page(check):
    return reverse("expert_check", args=[token_for(check)])


def approve(client, check, comment="Good."):
    return client.post(page(check), {"verdict": "approved", "comment": comment})


def history(asset):
    return [entry.message for entry in registry.get_logs_for_instance(asset).order_by("pk")]


def test_the_mail_says_who_asks_for_what_in_words_and_in_html(sent):
    (message,) = mail.outbox
    plain, html = message.body, message.alternatives[0].content

    assert message.to == ["ada@okafor.example"]
    assert "What nobody has read yet" in message.subject
    for text in (plain, html):
        assert link_for(sent) in text
        assert "marketer" in text
        assert "Is the second claim fair?" in text
        assert SECRET not in text
    assert "src=" not in html
    assert "stylesheet" not in html


def test_a_line_break_in_a_title_makes_no_second_header(draft, marketer):
    draft.title = "One\nBcc: everybody@example.com"
    draft.save_revision(clean=False)

    send_to(draft, marketer)

    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["ada@okafor.example"]


def test_the_page_shows_the_draft_as_it_was_sent_and_keeps_it_from_caches_and_robots(client, sent, draft):
    draft.body = [("text", "<p>What was changed later.</p>")]
    draft.save_revision(overwrite_revision=draft.get_latest_revision())  # as autosave does

    response = client.get(page(sent))
    html = response.text

    assert response.status_code == 200
    assert SECRET in html
    assert "What was changed later." not in html
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex' in html
    assert "<script" not in html
    assert not response.cookies
    assert html.count("<h1") == 1


def test_the_page_is_not_kept_for_others(client, sent, settings):
    settings.PAGE_CACHE_BYTES = 1_000_000
    for _ in range(3):
        assert client.get(page(sent)).status_code == 200

    ExpertCheck.objects.update(answered_at=NOW)  # behind the back of whatever empties caches

    assert client.get(page(sent)).status_code == 404


def test_opening_the_link_acts_on_nothing(client, sent):
    for _ in range(3):
        client.get(page(sent))
        client.head(page(sent))

    sent.refresh_from_db()
    assert sent.answered_at is None


def test_an_answer_is_kept_and_stands_beside_the_draft(client, sent, draft, marketer):
    response = approve(client, sent, "The second claim is fair.")

    sent.refresh_from_db()
    assert (sent.verdict, sent.comment) == (Verdict.APPROVED, "The second claim is fair.")
    assert response["Location"] == reverse("expert_check_thanks")
    assert history(draft)[-1] == "Ada Okafor answered by link: Approved. The second claim is fair."
    comment = Comment.objects.get(page=draft.page_ptr)
    assert comment.user == marketer
    assert comment.text == "Ada Okafor (expert check, approved): The second claim is fair."


def test_the_comment_shows_in_the_editor(client, sent, draft, marketer):
    approve(client, sent, "The second claim is fair.")
    client.force_login(marketer)

    assert "The second claim is fair." in client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text


def test_thanks_reveal_nothing_of_the_draft(client, sent):
    page_after = client.get(approve(client, sent)["Location"]).text

    assert SECRET not in page_after
    assert "What nobody has read yet" not in page_after


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose one of the two."),
        ({"verdict": "maybe"}, "Select a valid choice"),
        ({"verdict": "changes", "comment": "  "}, "Say in a sentence what should change"),
        ({"verdict": "approved", "comment": "x" * 5001}, "longer than the 5,000 characters"),
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_for_again(client, sent, given, sentence):
    response = client.post(page(sent), given)

    assert response.status_code == 422
    assert sentence in response.text
    assert response["Referrer-Policy"] == "no-referrer"
    sent.refresh_from_db()
    assert not sent.answered_at


def test_a_link_dies_after_its_answer(client, sent):
    approve(client, sent)

    again = client.post(page(sent), {"verdict": "changes", "comment": "No, wait."})

    assert again.status_code == 404
    assert client.get(page(sent)).status_code == 404
    sent.refresh_from_db()
    assert sent.verdict == Verdict.APPROVED


def dead_links(check, marketer):
    """Every way in which a link can be none: name -> address."""
    token = token_for(check)
    said, signature = token.split(":")
    other = send_to(make_asset("Another draft", live=False), marketer)
    return {
        "forged": reverse("expert_check", args=[f"{said}:{'x' * len(signature)}"]),
        "cut in two": reverse("expert_check", args=[token[:-5]]),
        "for another row": reverse("expert_check", args=[f"{token_for(other).split(':')[0]}:{signature}"]),
        "for another revision": reverse("expert_check", args=[f"{check.pk}.{check.revision_id + 1}:{signature}"]),
        "unsigned": reverse("expert_check", args=[str(check.pk)]),
        "a huge number": reverse("expert_check", args=["9" * 100]),
        "with a NUL": reverse("expert_check", args=[token + "\0"]),
    }


def test_every_dead_link_gets_the_same_page(client, sent, draft, marketer):
    answered, expired, revoked = (send_to(draft, marketer, at=at) for at in (NOW, NOW - timedelta(days=20), NOW))
    approve(client, answered)
    revoke(revoked, by=marketer, at=NOW)
    addresses = [*dead_links(sent, marketer).values(), *map(page, (answered, expired, revoked))]

    answers = {(client.get(address).status_code, client.get(address).content) for address in addresses}

    assert len(answers) == 1
    ((status, body),) = answers
    assert status == 404
    assert draft.title.encode() not in body
    assert b"This link opens nothing" in body
    assert {client.post(a, {"verdict": "approved"}).status_code for a in addresses} == {404}


def test_a_key_to_something_else_opens_no_draft(client, sent):
    other_purpose = Signer(salt="leads.gate").sign(token_for(sent).split(":")[0])

    assert client.get(reverse("expert_check", args=[other_purpose])).status_code == 404


def test_a_link_whose_asset_is_gone_opens_nothing(client, sent, draft):
    draft.delete()

    assert client.get(page(sent)).status_code == 404


def test_no_log_names_a_key(client, sent, caplog):
    token = token_for(sent)
    approve(client, sent)

    with caplog.at_level(logging.DEBUG):
        client.get(page(sent))
        client.post(page(sent), {"verdict": "approved"})
        client.put(page(sent))

    assert "/check/..." in caplog.text
    assert token not in caplog.text
    assert token.split(":")[1] not in caplog.text


def test_a_stranger_sends_nothing(draft):
    for group in (SALES, EXECUTIVES):
        with pytest.raises(PermissionDenied):
            send_to(draft, make_user(group))
    assert not ExpertCheck.objects.exists()
    assert not mail.outbox


def test_an_answered_check_is_not_taken_back(client, sent, marketer):
    approve(client, sent)

    assert not revoke(sent, by=marketer, at=NOW)


def test_changes_to_the_words_are_noticed_and_changes_to_the_rest_are_not(sent, draft):
    draft.slug = "another-address"
    draft.save_revision()
    assert is_still_the_draft(sent)

    draft.summary = "Another claim"
    draft.save_revision()
    assert not is_still_the_draft(sent)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_answers_that_arrive_together_one_is_kept(marketer):
    check = send_to(make_asset("Twice at once", live=False), marketer)
    start, outcomes = threading.Barrier(4), []

    def answer_now(number):
        start.wait()
        try:
            answer(check_behind(token_for(check), at=NOW), verdict=Verdict.APPROVED, comment=f"No. {number}", at=NOW)
            outcomes.append(number)
        except LinkIsDead:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer_now, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (winner,) = [number for number in outcomes if number is not None]
    assert len(outcomes) == 4
    assert ExpertCheck.objects.get().comment == f"No. {winner}"
    assert Comment.objects.count() == 1


class TestMailServers:
    """The real way out, to a real server, with its faults."""

    @pytest.fixture(autouse=True)
    def _by_smtp(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_TIMEOUT = 0.5
        settings.DEFAULT_FROM_EMAIL = "touchstone@northline.example"

    def test_the_mail_arrives_with_a_link_that_works(self, client, draft, settings):
        by = make_user(MARKETING, username="maya", email="maya@northline.example")
        with mail_server() as (postbox, settings.EMAIL_PORT):
            check = send_to(draft, by)

        (message,) = postbox.mails
        assert message["To"] == "ada@okafor.example"
        assert message["Reply-To"] == "maya@northline.example"
        assert check.mail_trouble == ""
        link = next(w for w in message.get_body(("plain",)).get_content().split() if "/check/" in w)
        assert SECRET in client.get(link.removeprefix(settings.BASE_URL)).text

    def test_a_refused_address_is_told_and_the_link_holds(self, client, draft, marketer, settings):
        with mail_server(refuse=["ada@okafor.example"]) as (postbox, settings.EMAIL_PORT):
            check = send_to(draft, marketer)

        assert postbox.mails == []
        check.refresh_from_db()
        assert check.mail_trouble == "The mail server does not accept mail for ada@okafor.example."
        assert client.get(page(check)).status_code == 200

    def test_a_server_that_is_down_is_told(self, draft, marketer, settings):
        settings.EMAIL_PORT = free_port()

        assert "could not be reached" in send_to(draft, marketer).mail_trouble

    def test_a_server_that_never_speaks_is_told_in_time(self, draft, marketer, settings):
        with silent_server() as settings.EMAIL_PORT:
            check = send_to(draft, marketer)

        assert "did not answer in time" in check.mail_trouble

    def test_the_sender_reads_what_failed_and_can_copy_the_link_once(self, client, draft, marketer, settings):
        settings.EMAIL_PORT = free_port()
        client.force_login(marketer)
        expert = make_expert()
        desk = reverse("asset_review:desk", args=[draft.pk])

        told = client.post(desk, {"expert": expert.pk, "to": "ada@okafor.example", "days": 3}, follow=True).text

        link = link_for(ExpertCheck.objects.get())
        assert "did not leave" in told
        assert link in told
        assert link not in client.get(desk).text


class TestDesk:
    @pytest.fixture
    def desk(self, draft):
        return reverse("asset_review:desk", args=[draft.pk])

    @pytest.mark.parametrize("group", GROUPS)
    def test_only_those_who_may_edit_the_asset_send_it(self, client, desk, group):
        client.force_login(make_user(group))
        expert = make_expert()

        opened = client.get(desk).status_code == 200
        client.post(desk, {"expert": expert.pk, "to": "ada@okafor.example", "days": 3})

        may = group in (MARKETING, MARKETING_LEADS)
        assert opened is may
        assert ExpertCheck.objects.exists() is may

    def test_a_desk_without_checks_says_what_they_are(self, client, desk, marketer):
        client.force_login(marketer)

        assert "No expert has been asked about this asset." in client.get(desk).text

    def test_the_address_comes_from_the_expert_unless_one_is_typed(self, client, desk, marketer):
        client.force_login(marketer)
        expert = make_expert()
        expert.email = "kept@okafor.example"
        expert.save()

        client.post(desk, {"expert": expert.pk, "days": 3})
        client.post(desk, {"expert": expert.pk, "days": 3, "to": "typed@okafor.example"})

        assert list(ExpertCheck.objects.order_by("pk").values_list("sent_to", flat=True)) == [
            "kept@okafor.example",
            "typed@okafor.example",
        ]

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"days": 3}, "Choose whom to ask."),
            ({"expert": True, "days": 3}, "No address is kept for Ada Okafor."),
            ({"expert": True, "days": 3, "to": "nobody"}, "does not look like an e-mail address"),
            ({"expert": True, "days": 0, "to": "a@b.example"}, "at least one day"),
            ({"expert": True, "days": 61, "to": "a@b.example"}, "60 days at most"),
        ],
    )
    def test_what_cannot_be_sent_is_asked_for_again(self, client, desk, marketer, given, sentence):
        client.force_login(marketer)
        expert = make_expert()

        response = client.post(desk, {**given, **({"expert": expert.pk} if "expert" in given else {})})

        assert response.status_code == 422
        assert sentence in response.text
        assert not mail.outbox

    def test_a_link_is_taken_back(self, client, desk, sent, marketer):
        client.force_login(marketer)

        page_after = client.post(reverse("asset_review:revoke", args=[sent.asset_id, sent.pk]), follow=True).text

        assert "opens nothing any more" in page_after
        assert client.get(page(sent)).status_code == 404

    def test_many_checks_cost_no_query_each(
        self, client, desk, draft, marketer, django_assert_max_num_queries, django_assert_num_queries
    ):
        client.force_login(marketer)
        send_to(draft, marketer)
        client.get(desk)
        with django_assert_max_num_queries(25) as few:
            client.get(desk)
        for _ in range(5):
            send_to(draft, marketer)
        with django_assert_num_queries(len(few)):
            client.get(desk)


def test_the_editor_shows_the_checks_of_its_asset(client, sent, draft, marketer):
    client.force_login(marketer)

    html = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).text

    assert "Review and agreement" in html
    assert "Ada Okafor: asked on" in html
    assert AssetPage.objects.get(pk=draft.pk).live is False
