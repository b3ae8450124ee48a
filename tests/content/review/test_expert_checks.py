import logging
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.signing import Signer
from django.db import connection
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import Comment

from content.models import AssetPage, ExpertCheck
from content.review.expert_checks import (
    LinkIsDead,
    answer,
    check_behind,
    is_still_the_draft,
    revoke,
    token_for,
)
from tests.content.review.makers import NOW, SECRET, page, send_to
from tests.factories import make_asset, make_expert, make_user
from users.group_permissions import EXECUTIVES, GROUPS, MARKETING, MARKETING_LEADS, SALES

pytestmark = pytest.mark.django_db

Verdict = ExpertCheck.Verdict


def approve(client, check, comment="Good."):
    return client.post(page(check), {"verdict": "approved", "comment": comment})


def history(asset):
    return [entry.message for entry in registry.get_logs_for_instance(asset).order_by("pk")]


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
