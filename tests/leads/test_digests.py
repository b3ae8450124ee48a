from datetime import timedelta

import pytest

from leads.digests import still_wanted, write_digests
from leads.following import leave
from leads.models import Following, Letter, LetterAsset
from tests.factories import NOON, make_asset
from tests.leads.makers import DAY, make_follower, make_topic

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def supply():
    return make_topic("Supply risk")


@pytest.fixture
def cost():
    return make_topic("Cost")


def published(title, *topics, at=LATER, **fields):
    return make_asset(title, topics=[topic.name for topic in topics], first_published_at=at, **fields)


def told(follower):
    """The titles of each letter, letter by letter."""
    return [
        sorted(letter.letter_assets.values_list("asset__title", flat=True))
        for letter in follower.letters.filter(kind=Letter.Kind.DIGEST).order_by("pk")
    ]


def test_what_appeared_since_they_confirmed_is_told(supply):
    published("Before", supply, at=NOON - DAY)
    follower = make_follower("ada@x.example", supply)
    published("After", supply)
    published("On something else", make_topic("Other"))

    write_digests(at=LATER)

    assert told(follower) == [["After"]]


def test_who_confirmed_later_is_not_told_what_was_there_before(supply):
    early = make_follower("ada@x.example", supply)
    published("After the first", supply)
    late = make_follower("bo@x.example", supply, at=LATER + timedelta(minutes=1))

    write_digests(at=LATER + DAY)

    assert (told(early), told(late)) == ([["After the first"]], [])


def test_one_letter_an_address_collects_topics_and_tells_each_asset_once(supply, cost):
    follower = make_follower("ada@x.example", supply, cost)
    published("Both", supply, cost)
    published("Cost", cost)

    write_digests(at=LATER)

    assert told(follower) == [["Both", "Cost"]]


def test_an_asset_is_told_once_also_by_another_topic_later(supply, cost):
    follower = make_follower("ada@x.example", supply, frequency="once")
    asset = published("Both", supply, cost)
    write_digests(at=LATER)
    make_follower("ada@x.example", cost, frequency="once")
    asset.save_revision().publish()

    write_digests(at=LATER + DAY)

    assert told(follower) == [["Both"]]


def test_a_second_run_writes_nothing(supply):
    follower = make_follower("ada@x.example", supply, frequency="once")
    published("After", supply)

    assert [write_digests(at=LATER), write_digests(at=LATER), write_digests(at=LATER + DAY)] == [1, 0, 0]
    assert told(follower) == [["After"]]


@pytest.mark.parametrize(
    ("frequency", "days", "letters"),
    [("once", 1, 3), ("weekly", 6, 1), ("weekly", 7, 2), ("monthly", 29, 1), ("monthly", 30, 2)],
)
def test_mail_comes_as_often_as_was_chosen(supply, frequency, days, letters):
    follower = make_follower("ada@x.example", supply, frequency=frequency)
    for step, title in enumerate(["First", "Second"]):
        published(title, supply, at=LATER + timedelta(hours=step))
        write_digests(at=LATER + timedelta(hours=step))
    published("Third", supply, at=LATER + timedelta(hours=2))

    write_digests(at=LATER + days * DAY)

    assert len(told(follower)) == letters
    assert sum(told(follower), [])[-1] == ("Third" if letters > 1 else "First")


def test_only_what_everybody_may_see_is_told(supply):
    follower = make_follower("ada@x.example", supply)
    published("Draft", supply, live=False)
    published("Expired", supply, expire_at=LATER)
    private = published("Private", supply)
    private.view_restrictions.create(restriction_type="login")

    write_digests(at=LATER)

    assert told(follower) == []


def test_who_did_not_confirm_has_left_or_bounced_gets_nothing(supply):
    asked, left, bounced = (make_follower(f"{n}@x.example", supply) for n in ("asked", "left", "bounced"))
    asked.followings.update(confirmed_at=None)
    leave(left, at=NOON)
    bounced.bounced_at = NOON
    bounced.save()
    published("After", supply)

    assert write_digests(at=LATER) == 0


def test_what_is_hidden_or_left_between_writing_and_sending_is_not_sent(supply, cost):
    follower = make_follower("ada@x.example", supply, cost)
    hidden, stays, on_cost = published("Hidden", supply), published("Stays", supply), published("On cost", cost)
    write_digests(at=LATER)
    hidden.unpublish()
    leave(follower, at=LATER, topic_id=cost.pk)

    assert [row.asset for row in still_wanted(Letter.objects.get(kind="digest"), at=LATER)] == [stays]
    assert on_cost.live


def test_a_run_that_is_cut_off_between_addresses_goes_on_where_it_ended(supply, monkeypatch):
    for name in ("ada", "bo", "cy"):
        make_follower(f"{name}@x.example", supply)
    published("After", supply)
    monkeypatch.setattr("leads.digests.LETTERS_A_RUN", 2)

    assert [write_digests(at=LATER) for _ in range(3)] == [2, 1, 0]
    assert LetterAsset.objects.count() == 3


def test_the_number_of_queries_is_two_to_look_and_a_few_an_address(supply, django_assert_num_queries):
    with django_assert_num_queries(2):
        write_digests(at=LATER)

    make_follower("ada@x.example", supply)
    for n in range(5):
        published(f"Piece {n}", supply)

    with django_assert_num_queries(
        7
    ):  # the look; a savepoint and its end around the letter, its assets, its followings
        write_digests(at=LATER)
    assert Following.objects.get().last_written_at == LATER
