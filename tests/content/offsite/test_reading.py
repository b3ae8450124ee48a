import pytest

from content.importing.piece import Refused
from content.offsite.reading import MOST_POSTS, read_posts
from tests.content.offsite.makers import feed, item

BOMB = (
    b'<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel><title>&b;</title></channel></rss>'
)


def test_a_post_comes_with_its_address_words_and_responses():
    (one,) = read_posts(feed(item(more="<slash:comments>7</slash:comments>")))

    assert one.address == "https://ada.example/one"
    assert (one.title, one.content, one.responses) == ("One", "<p>Words</p>", 7)
    assert one.published_at.isoformat() == "2026-03-01T09:00:00+00:00"


def test_nothing_that_acts_is_kept():
    bad = (
        '<p onclick="x()">A<script>y()</script><img src="https://spy.example/1.gif"><a href="javascript:z()">b</a></p>'
    )
    (one,) = read_posts(feed(item(content=bad)))

    assert one.content == '<p>A<a rel="nofollow noopener">b</a></p>'


def test_posts_without_an_address_are_passed_over_and_their_number_is_bounded():
    many = [item(link=f"https://ada.example/{n}") for n in range(MOST_POSTS + 5)]

    assert len(read_posts(feed(item(link="nowhere"), *many))) == MOST_POSTS - 1


@pytest.mark.parametrize("body", [b"<html><body>Hello</body></html>", b"", b"{}", b"<rss", BOMB, b"\xff\xfe\x00"])
def test_what_is_no_feed_is_refused_in_words(body):
    with pytest.raises(Refused, match=r"^its? "):
        read_posts(body)
