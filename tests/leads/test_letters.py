"""Letters through a real SMTP server that can be made to fail."""

import asyncio
import email
import email.policy
import logging
import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import closing
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import Client

from content.models import Topic
from leads.digests import write_digests
from leads.following import ask, leave
from leads.letters import CUT_OFF_AFTER, PAUSES, Result, send_waiting
from leads.models import Follower, Letter
from leads.tasks import send_letters
from tests.factories import NOON, make_asset
from tests.leads.makers import DAY, make_follower, make_topic

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


class Postman:
    """Takes mail, refuses some addresses, hangs up on some."""

    def __init__(self):
        self.messages = []
        self.refusals = {}
        self.hang_up_on = set()
        self.is_slow = False
        self.has_one_in_hand = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.hang_up_on:
            server.transport.abort()
            await asyncio.sleep(0)
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.has_one_in_hand.set()
        if self.is_slow:
            await asyncio.sleep(60)
        self.messages.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 Taken"

    @property
    def to(self):
        return [message["To"] for message in self.messages]


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postman(settings):
    handler = Postman()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.DEFAULT_FROM_EMAIL = "Northline <post@northline.example>"
    settings.BASE_URL = "https://www.northline.example"
    yield handler
    controller.stop()


@pytest.fixture
def topic():
    return make_topic("Supply risk")


def digest_for(*names, topic):
    for name in names:
        make_follower(f"{name}@x.example", topic, frequency="once")
    make_asset("Chains & links", topics=[topic.name], first_published_at=LATER, summary="Why <chains> break.")
    write_digests(at=LATER)


def outcomes():
    return dict(Letter.objects.order_by("pk").values_list("follower__email", "outcome"))


def test_a_question_goes_out_with_a_link_and_nothing_that_names_its_reader(postman, topic):
    make_asset(topics=[topic.name])
    ask("ada@x.example", topic, "weekly", at=NOON)

    assert send_waiting(at=NOON) == [Result.SENT]

    (message,) = postman.messages
    text = message.get_body(["plain"]).get_content()
    assert message["Subject"] == "Please confirm: Supply risk by mail"
    assert re.search(r"https://www\.northline\.example/following/confirm/\S+/", text)
    assert "ada" not in text
    assert Letter.objects.get().sent_at == NOON


def test_a_digest_is_plain_and_formatted_and_leaves_with_one_click(postman, topic):
    digest_for("ada", topic=topic)

    send_waiting(at=LATER)

    (message,) = postman.messages
    plain = message.get_body(["plain"]).get_content()
    html = message.get_body(["html"]).get_content()
    assert message["Subject"] == "Chains & links"
    assert message["From"] == "Northline <post@northline.example>"
    assert message["Message-ID"] == f"<{Letter.objects.get().key}@www.northline.example>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Why <chains> break." in plain
    assert "https://www.northline.example/insights/chains-links/" in plain
    assert "Why &lt;chains&gt; break." in html
    assert not re.search(r"<img|<script|utm_|ada@", html + plain)

    leaving = re.fullmatch(r"<https://www\.northline\.example(/following/\S+/)>", message["List-Unsubscribe"].strip())[
        1
    ]
    assert leaving in plain
    assert Client().post(leaving, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.get().followings.active().exists()


def test_what_is_sent_is_not_sent_again(postman, topic):
    digest_for("ada", topic=topic)

    assert [send_waiting(at=LATER + timedelta(hours=n)) for n in range(3)] == [[Result.SENT], [], []]
    assert len(postman.messages) == 1


def test_an_address_that_is_refused_for_good_gets_no_more_and_stops_nobody(postman, topic):
    postman.refusals["bo@x.example"] = "550 No such user here"
    digest_for("ada", "bo", "cy", topic=topic)

    send_waiting(at=LATER)

    assert postman.to == ["ada@x.example", "cy@x.example"]
    assert outcomes() == {"ada@x.example": "sent", "bo@x.example": "bounced", "cy@x.example": "sent"}
    assert Letter.objects.get(outcome="bounced").trouble == "550 No such user here"
    make_asset("Another", topics=[topic.name], first_published_at=LATER + DAY)
    assert write_digests(at=LATER + DAY) == 2


def test_an_address_that_is_refused_for_now_is_tried_again_later_and_later(postman, topic):
    postman.refusals["ada@x.example"] = "451 Come back later"
    digest_for("ada", topic=topic)
    at, tried = LATER, []
    for pause in PAUSES:
        send_waiting(at=at)
        assert send_waiting(at=at + pause - timedelta(seconds=1)) == []
        at += pause
        tried.append(Letter.objects.get().tries)
    assert outcomes() == {"ada@x.example": "waiting"}
    del postman.refusals["ada@x.example"]

    assert send_waiting(at=at) == [Result.SENT]
    assert tried == [1, 2, 3, 4, 5, 6]


def test_a_letter_that_nobody_takes_is_given_up_at_last(postman, topic):
    postman.refusals["ada@x.example"] = "451 Come back later"
    digest_for("ada", topic=topic)
    for n in range(20):
        send_waiting(at=LATER + n * DAY)

    letter = Letter.objects.get()
    assert (letter.outcome, letter.tries) == ("given up", len(PAUSES) + 1)
    assert Follower.objects.get().bounced_at is None


def test_a_line_that_breaks_holds_up_one_letter_and_the_rest_goes_over_a_new_one(postman, topic):
    postman.hang_up_on.add("ada@x.example")
    digest_for("ada", "bo", topic=topic)

    assert send_waiting(at=LATER) == [Result.LINE_BROKE]
    assert send_waiting(at=LATER) == [Result.SENT]
    assert outcomes() == {"ada@x.example": "waiting", "bo@x.example": "sent"}


def test_without_a_server_everything_waits_and_nothing_is_counted_as_a_try(settings, topic, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    digest_for("ada", topic=topic)

    with caplog.at_level(logging.WARNING):
        assert send_waiting(at=LATER) == []
        assert send_waiting(at=LATER + timedelta(seconds=30)) == []

    assert caplog.text.count("cannot be reached") == 1
    assert Letter.objects.get().tries == 0


def test_the_worker_sends_all_that_waits_round_after_round(postman, topic, monkeypatch):
    digest_for(*(f"n{n}" for n in range(5)), topic=topic)
    monkeypatch.setattr("leads.tasks.LETTERS_A_ROUND", 2)

    send_letters()

    assert len(set(postman.to)) == 5
    assert set(outcomes().values()) == {"sent"}


def test_who_left_before_it_went_out_gets_nothing(postman, topic):
    digest_for("ada", topic=topic)
    ask("bo@x.example", topic, "weekly", at=NOON)
    for follower in Follower.objects.all():
        leave(follower, at=LATER)

    assert send_waiting(at=LATER) == [Result.NOT_WANTED, Result.NOT_WANTED]
    assert postman.messages == []


def test_a_topic_with_a_line_break_in_its_name_writes_no_header_of_its_own(postman):
    topic = Topic.objects.create(name="Supply\nBcc: evil@x.example", slug="supply")
    ask("ada@x.example", topic, "weekly", at=NOON)

    send_waiting(at=NOON)

    assert postman.messages[0]["Bcc"] is None
    assert postman.to == ["ada@x.example"]


def test_a_letter_that_was_begun_and_never_ended_is_shown_and_not_sent_again(postman, topic):
    digest_for("ada", "bo", topic=topic)
    Letter.objects.filter(follower__email="ada@x.example").update(started_at=LATER, tries=1)

    send_waiting(at=LATER + CUT_OFF_AFTER)

    assert postman.to == ["bo@x.example"]
    assert outcomes() == {"ada@x.example": "interrupted", "bo@x.example": "sent"}


def test_many_letters_go_over_one_line(postman, topic, django_assert_max_num_queries):
    digest_for(*(f"n{n}" for n in range(12)), topic=topic)

    with django_assert_max_num_queries(4 + 12 * 6):
        send_waiting(at=LATER)

    assert len(set(postman.to)) == 12


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_that_is_killed_while_handing_over_sends_nothing_twice(postman, topic, settings, tmp_path):
    digest_for("ada", "bo", topic=topic)
    postman.is_slow = True
    worker = subprocess.Popen(
        [sys.executable, "-c", "import django; django.setup(); from leads.tasks import send_letters; send_letters()"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "TOUCHSTONE_VAR_DIR": str(tmp_path),
            "TOUCHSTONE_EMAIL_URL": f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        },
    )
    assert postman.has_one_in_hand.wait(60)
    worker.kill()
    worker.wait()
    postman.is_slow = False
    began = Letter.objects.get(follower__email="ada@x.example").started_at

    assert send_waiting(at=began) == [Result.SENT]
    assert write_digests(at=began) == 0
    send_waiting(at=began + CUT_OFF_AFTER)

    assert postman.to == ["bo@x.example"]
    assert outcomes() == {"ada@x.example": "interrupted", "bo@x.example": "sent"}
