import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from content.models import OffsitePost
from content.offsite.fetching import EVERY, due, fetch_blog, take_posts
from tests.content.offsite.makers import feed, item, make_blog, make_post, post
from tests.factories import NOON, make_asset

pytestmark = pytest.mark.django_db


class Feeds(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.server.body
        same = self.headers.get("If-None-Match") == '"1"'
        self.send_response(304 if same else self.server.status)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", "0" if same else str(len(body)))
        self.end_headers()
        self.wfile.write(b"" if same else body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feeds)
    server.body, server.status = feed(item()), 200
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.server_port}"]
    server.at = f"http://127.0.0.1:{server.server_port}/feed"
    yield server
    server.shutdown()
    server.server_close()


def test_a_new_post_becomes_a_candidate_once(server):
    blog = make_blog(feed_url=server.at)

    assert fetch_blog(blog, at=NOON) == 1
    blog.etag = ""
    assert fetch_blog(blog, at=NOON + EVERY) == 0

    only = OffsitePost.objects.get()
    assert (only.canonical_url, only.state) == ("https://ada.example/one", "candidate")


def test_a_feed_that_has_not_changed_is_not_sent_again(server):
    blog = make_blog(feed_url=server.at)
    fetch_blog(blog, at=NOON)
    server.body = b"never asked for"

    assert fetch_blog(blog, at=NOON + EVERY) == 0
    assert blog.fetch_problem == ""


def test_a_failing_blog_says_why_and_is_tried_less_and_less(server):
    blog = make_blog(feed_url=server.at)
    server.status = 500

    waits = []
    for _ in range(7):
        fetch_blog(blog, at=NOON)
        waits.append((blog.next_fetch_at - NOON) / EVERY)

    assert waits == [1, 2, 4, 8, 12, 12, 12]
    assert "500" in blog.fetch_problem
    server.status = 200
    fetch_blog(blog, at=NOON)
    blog.refresh_from_db()
    assert (blog.fetch_problem, blog.failures) == ("", 0)


@pytest.mark.parametrize("address", ["http://169.254.169.254/feed", "http://localhost/feed", "ftp://ada.example/feed"])
def test_a_feed_inside_the_house_is_not_fetched(address):
    blog = make_blog(feed_url=address)

    assert fetch_blog(blog, at=NOON) == 0
    assert blog.fetch_problem


def test_what_is_no_feed_is_said(server):
    server.body = b"<html><p>Hello</p></html>"
    blog = make_blog(feed_url=server.at)
    fetch_blog(blog, at=NOON)

    assert "no feed" in blog.fetch_problem


def test_whose_turn_it_is():
    new, waiting = make_blog(), make_blog(feed_url="https://b.example/f", next_fetch_at=NOON + timedelta(minutes=1))
    late = make_blog(feed_url="https://c.example/f", next_fetch_at=NOON)
    make_blog(feed_url="https://d.example/f", retired_on=NOON.date())

    assert set(due(NOON)) == {new, late}
    assert set(due(NOON + timedelta(hours=1))) == {new, late, waiting}


def test_the_same_post_of_two_blogs_is_one_candidate():
    here, there = make_blog(), make_blog(feed_url="https://b.example/f")

    assert take_posts(here, [post("https://ada.example/one/")], at=NOON) == 1
    assert take_posts(there, [post("http://ada.example/one")], at=NOON) == 0


def test_what_is_an_asset_already_is_no_candidate():
    asset = make_asset("One", canonical_url="http://ada.example/one/")

    assert take_posts(make_blog(), [post("https://ada.example/one")], at=NOON) == 0
    assert OffsitePost.objects.get().asset == asset
    assert not OffsitePost.objects.filter(state="candidate").exists()


def test_responses_are_kept_up_to_date_and_dates_to_come_are_not_believed():
    blog = make_blog()
    make_post(blog, state="passed")

    take_posts(
        blog, [post(responses=12), post("https://ada.example/2", published_at=NOON + timedelta(days=9))], at=NOON
    )

    assert OffsitePost.objects.get(canonical_url="https://ada.example/one").responses == 12
    assert OffsitePost.objects.get(canonical_url="https://ada.example/2").published_at == NOON
