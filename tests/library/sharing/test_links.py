import pytest

from library.sharing.links import LinkIsDead, link_for, open_link, token_for
from library.sharing.making import reopen, revoke
from tests.factories import NOON, make_asset
from tests.library.sharing.makers import HOUR, MONTH, make_collection, make_seller, make_share, open_as

pytestmark = pytest.mark.django_db


def is_dead(token, *, at=NOON + HOUR):
    with pytest.raises(LinkIsDead):
        open_link(token, at=at)
    return True


def test_a_link_opens_what_was_shared_in_its_order():
    first, second = make_asset("First"), make_asset("Second")
    made = make_share(second, first)

    opened = open_link(token_for(made), at=NOON + HOUR)

    assert opened.share == made
    assert [item.asset for item in opened.items] == [second, first]
    assert opened.next_after(second.pk).asset == first
    assert opened.next_after(first.pk) is None


def test_a_link_is_whole_and_names_nobody(settings):
    settings.BASE_URL = "https://northline.example/"
    made = make_share()

    link = link_for(made)

    assert link == f"https://northline.example/s/{token_for(made)}/"
    assert made.key in link
    assert "hollis" not in link


def test_a_token_that_was_altered_or_guessed_opens_nothing():
    made = make_share()
    token = token_for(made)

    for wrong in ("", ".", made.key, token[:-1], token[1:], f"{token}x", token.swapcase(), "ü" * 90, "\0", "a." * 5000):
        assert is_dead(wrong)


def test_an_expired_link_opens_nothing():
    assert is_dead(token_for(make_share()), at=NOON + MONTH)


def test_a_revoked_link_opens_nothing_for_whoever_has_it_until_it_is_opened_again():
    made = make_share()
    reader = open_as(made)

    assert revoke(made, at=NOON + HOUR)
    assert is_dead(token_for(made))
    assert is_dead(token_for(reader))

    reopen(made)
    assert open_link(token_for(reader), at=NOON + HOUR).passed_on_by == reader


def test_a_link_whose_sender_left_opens_nothing():
    made = make_share()
    made.sender.is_active = False
    made.sender.save()

    assert is_dead(token_for(made))


def test_what_left_the_shelf_is_left_out_and_with_the_last_the_link_ends():
    gone, kept = make_asset("Gone"), make_asset("Kept")
    made = make_share(gone, kept)

    gone.unpublish()
    assert [item.asset for item in open_link(token_for(made), at=NOON + HOUR).items] == [kept]

    kept.unpublish()
    assert is_dead(token_for(made))


def test_a_shared_collection_shows_what_it_holds_now():
    seller = make_seller()
    collection = make_collection(by=seller, assets=[make_asset("First")])
    made = make_share(by=seller)
    made.collection = collection
    made.save()

    collection.items.create(asset=make_asset("Added later"), position=2)

    assert [str(item.asset) for item in open_link(token_for(made), at=NOON + HOUR).items] == ["First", "Added later"]
