import pytest
from django.core import mail
from django.urls import reverse

from content.models import ExpertCheck
from content.review.expert_checks import link_for
from tests.content.review.makers import SECRET, page, send_to
from tests.content.review.smtp import free_port, mail_server, silent_server
from tests.factories import make_expert, make_user
from users.group_permissions import MARKETING

pytestmark = pytest.mark.django_db


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
