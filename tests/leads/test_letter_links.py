"""The links of a digest say which mail they stood in; pages are the same with and without it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from analytics.machines.mail import PARAMETER, mail_of, parameter
from content.addresses import what_it_asks
from leads.digests import write_digests
from leads.letter_text import message_for
from leads.models import Letter
from tests.factories import NOON, make_asset
from tests.leads.makers import DAY, make_follower, make_topic

pytestmark = pytest.mark.django_db

LATER = NOON + DAY


@pytest.fixture
def letter():
    topic = make_topic("Supply risk")
    make_follower("ada@x.example", topic, frequency="once")
    for title in ("One", "Two"):
        make_asset(title, topics=[topic.name], first_published_at=LATER)
    write_digests(at=LATER)
    return Letter.objects.get()


def mail_in(link):
    return mail_of(parse_qs(urlsplit(link).query).get(PARAMETER, [""])[0])


def test_each_link_to_a_piece_says_its_letter_and_when_it_was_sent(letter):
    message = message_for(letter, at=LATER + DAY)
    (html, _) = message.alternatives[0]
    links = [link for link in re.findall(r'href="([^"]+)"', html) if "/insights/" in link]

    assert len(links) == 2
    assert {mail_in(link) for link in links} == {mail_in(re.search(r"\S+/insights/\S+", message.body)[0])}
    mail = mail_in(links[0])
    assert (mail.key, mail.sent_at) == (letter.key.hex, LATER + DAY)
    assert letter.follower.email not in html


def test_the_hidden_link_has_nothing_to_see_and_stands_in_no_plain_text(letter):
    message = message_for(letter, at=LATER)
    (html, _) = message.alternatives[0]
    hidden = re.search(r'<a href="([^"]+/everything/[^"]+)" style="display:none"[^>]*></a>', html)

    assert mail_in(hidden[1]).key == letter.key.hex
    assert "everything" not in message.body


def test_a_page_is_the_same_with_and_without_it(client):
    asset = make_asset()
    value = parameter("m", at=NOON)

    plain, from_a_mail = client.get(asset.get_url()), client.get(asset.get_url(), {PARAMETER: value})

    assert what_it_asks(f"{PARAMETER}={value}") == ""
    assert re.search(r'<link rel="canonical" href="([^"]+)"', from_a_mail.text)[1].endswith(asset.get_url())
    assert value not in from_a_mail.text
    assert from_a_mail.headers["Cache-Control"] == plain.headers["Cache-Control"]
