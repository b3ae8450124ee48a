"""Kept pages: who gets them, who never does, and that no change goes unseen."""

import gzip
import threading

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site

from config.kept_pages import Shelf
from config.page_cache import PageCache
from content.addresses import what_it_asks
from content.freshness import same_for_all, touch
from content.models import AssetPage
from tests.content.makers import home_url, insights_url
from tests.factories import make_asset, make_expert, make_user

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.PAGE_CACHE_BYTES = 4_000_000


@pytest.fixture
def asset():
    return make_asset("A piece", topics=["Planning"], authors=[make_expert()], text="<p>Words.</p>" * 80)


def is_from_memory(client, address, **headers) -> bool:
    """Whether nothing was made, and no query asked but the one now and then whether anything changed."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, headers=headers)
    assert response.status_code == 200
    return not response.templates and all("content_publicchange" in query["sql"] for query in queries)


def kept(client, address) -> bool:
    client.get(address)
    return is_from_memory(client, address)


# Who gets them


def test_a_page_that_was_made_once_costs_no_query(client, asset):
    first, second = client.get(asset.url), client.get(asset.url)

    assert is_from_memory(client, asset.url)
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())
    assert "default-src 'none'" in second.headers["Content-Security-Policy"]
    assert second.headers["Cache-Control"] == "public, max-age=0, s-maxage=1, must-revalidate"


@pytest.mark.parametrize("address", [home_url, insights_url], ids=["home", "shelf"])
def test_so_do_the_home_page_and_the_shelf(client, asset, address):
    assert kept(client, address())


def test_how_a_reader_came_makes_no_other_page(client, asset):
    client.get(asset.url + "?utm_source=letter&gclid=secret-1")

    assert is_from_memory(client, asset.url)
    assert is_from_memory(client, asset.url + "?fbclid=2&utm_campaign=spring")
    assert "secret-1" not in client.get(asset.url).content.decode()


def test_named_choices_are_one_page_in_whatever_order(client, asset):
    client.get("/insights/?topic=planning&pillar=aspirational")

    assert is_from_memory(client, "/insights/?pillar=aspirational&topic=planning&utm_source=x")
    assert not is_from_memory(client, "/insights/?pillar=practical")


def test_a_page_goes_out_packed_to_who_takes_it(client, asset):
    client.get(asset.url)

    plain, packed = client.get(asset.url), client.get(asset.url, headers={"accept-encoding": "br, gzip"})
    refused = client.get(asset.url, headers={"accept-encoding": "gzip;q=0"})

    assert gzip.decompress(packed.content) == plain.content == refused.content
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert int(packed.headers["Content-Length"]) == len(packed.content)


@pytest.mark.parametrize("mark", ["{}", "W/{}", '"another", {}', "*"])
def test_who_has_it_hears_that_nothing_changed(client, asset, mark):
    etag = client.get(asset.url).headers["ETag"]

    answer = client.get(asset.url, headers={"if-none-match": mark.format(etag)})

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["ETag"] == etag
    assert "Content-Length" not in answer.headers
    assert client.get(asset.url, headers={"if-none-match": '"older"'}).status_code == 200


def test_head_is_answered_alike_without_a_body(client, asset):
    whole = client.get(asset.url)

    head = client.head(asset.url)

    assert head.content == b""
    assert dict(head.items()) == dict(whole.items())


@pytest.mark.parametrize(
    "headers",
    [{"range": "bytes=0-10"}, {"if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT"}, {"cache-control": "no-cache"}],
    ids=str,
)
def test_other_conditions_get_the_whole_page(client, asset, headers):
    client.get(asset.url)

    assert len(client.get(asset.url, headers=headers).content) == len(client.get(asset.url).content)


# Who never does


def test_a_signed_in_editor_neither_meets_nor_fills_them(client, asset):
    client.force_login(make_user(username="editor", is_superuser=True))
    assert client.get(asset.url).headers["Cache-Control"] == "private, no-store"
    as_editor = client.cookies.copy()

    client.cookies.clear()
    assert not is_from_memory(client, asset.url)
    assert is_from_memory(client, asset.url)

    client.cookies = as_editor
    assert not is_from_memory(client, asset.url)


@pytest.mark.parametrize(
    "query", ["?key=abc", "?token=abc", "?foo=1", "?page=1&page=2", "?pillar=x&key=y", "?" + "a" * 3000]
)
def test_an_address_with_something_unknown_passes_by(client, asset, query):
    assert kept(client, asset.url)

    response = client.get(asset.url + query)

    assert response.headers["Cache-Control"] == "private, no-store"
    assert not is_from_memory(client, asset.url + query)


@pytest.mark.parametrize("headers", [{"authorization": "Bearer x"}, {"x-requested-with": "XMLHttpRequest"}], ids=str)
def test_what_may_differ_for_its_sender_passes_by(client, asset, headers):
    client.get(asset.url)

    assert not is_from_memory(client, asset.url, **headers)


def test_what_stands_behind_a_gate_is_kept_for_nobody(client):
    gated = make_asset("Gated", gated=True)

    assert not kept(client, gated.url)
    assert "private" in client.get(gated.url).headers["Cache-Control"]


def test_what_is_lost_or_private_is_kept_for_nobody(client, asset):
    PageViewRestriction.objects.create(page=asset, restriction_type=PageViewRestriction.LOGIN)

    assert client.get(asset.url).status_code == client.get(asset.url).status_code == 302
    assert client.get("/nowhere/").status_code == client.get("/nowhere/").status_code == 404
    assert client.get("/nowhere/").headers["Cache-Control"] == "private, no-store"


def test_a_name_that_is_not_ours_is_turned_away_though_the_page_is_kept(client, asset):
    client.get(asset.url)

    assert client.get(asset.url, headers={"host": "evil.example"}).status_code == 400
    assert client.get(asset.url, headers={"host": "LOCALHOST"}).status_code == 200


def test_sending_a_form_passes_by_and_spoils_nothing(client, asset):
    client.get(asset.url)

    assert client.post("/consent/", {"choice": "no", "next": asset.url}).status_code == 302
    assert client.post(asset.url).status_code in (200, 405)
    assert is_from_memory(client, asset.url)


def test_a_redirect_takes_along_how_the_reader_came(client, asset):
    assert client.get(asset.url.rstrip("/") + "?utm_source=x").headers["Location"] == asset.url + "?utm_source=x"


# That no change goes unseen


def unpublish(asset):
    asset.unpublish()


def expire(asset):
    AssetPage.objects.filter(pk=asset.pk).update(expire_at=timezone.now())
    touch("expiry")


def make_private(asset):
    PageViewRestriction.objects.create(page=asset, restriction_type=PageViewRestriction.LOGIN)


def delete(asset):
    asset.delete()


def readdress(asset):
    asset.slug = "elsewhere"
    asset.save()


@pytest.mark.parametrize("change", [unpublish, expire, make_private, delete, readdress])
def test_what_is_taken_away_is_gone_at_once_everywhere(client, asset, change):
    for address in (asset.url, home_url(), insights_url()):
        assert kept(client, address)
    address = asset.url

    change(asset)

    assert client.get(address).status_code in (301, 302, 404)
    for where in (home_url(), insights_url()):
        assert f'href="{address}"' not in client.get(where).content.decode()


def test_what_is_renamed_is_renamed_on_every_page(client, asset):
    assert kept(client, asset.url)
    assert kept(client, home_url())

    expert = asset.authors()[0]
    expert.name = "Grace Nwosu"
    expert.save()
    Site.objects.get().save()

    assert "Grace Nwosu" in client.get(asset.url).content.decode()
    assert "Grace Nwosu" in client.get(home_url()).content.decode()


def test_a_redirect_is_followed_from_when_it_was_made(client, asset):
    assert client.get("/old/").status_code == 404

    Redirect.objects.create(old_path="/old", redirect_link=asset.url)

    assert client.get("/old/").headers["Location"] == asset.url


def test_what_was_made_of_an_older_version_is_not_kept(asset, settings):
    """Somebody publishes while a page is being made."""

    @same_for_all
    def slow(request):
        touch("while it was being made")
        return HttpResponse(str(len(made)), headers={"Vary": "Accept-Encoding"})

    made = []

    def view(request):
        made.append(request)
        return slow(request)

    cache = PageCache(view)
    ask = RequestFactory().get("/")

    assert [cache(ask).content, cache(ask).content] == [b"1", b"2"]


# Its bounds


def test_many_who_want_one_page_have_it_made_once():
    made = []
    all_wait = threading.Barrier(4)

    @same_for_all
    def view(request):
        made.append(request)
        release.wait(1)
        return HttpResponse("x", headers={"Vary": "Accept-Encoding"})

    release = threading.Event()
    cache = PageCache(view)
    answers = []

    def reader():
        all_wait.wait()
        answers.append(cache(RequestFactory().get("/")).content)
        connection.close()

    readers = [threading.Thread(target=reader) for _ in range(4)]
    for thread in readers:
        thread.start()
    release.wait(0.3)
    release.set()
    for thread in readers:
        thread.join()

    assert answers == [b"x"] * 4
    assert len(made) == 1


def test_a_flood_of_made_up_addresses_stays_within_bounds_and_leaves_what_is_wanted(settings):
    settings.PAGE_CACHE_BYTES = 500_000

    @same_for_all
    def view(request):
        return HttpResponse("x" * 5_000, headers={"Vary": "Accept-Encoding"})

    cache = PageCache(view)

    def ask(address):
        return cache(RequestFactory().get(address))

    for _ in range(3):
        ask("/wanted/")
    for number in range(2_000):
        ask(f"/insights/?page={number}")

    assert cache.shelf.bytes <= 500_000
    assert cache.shelf.bytes == sum(p.size for p in [*cache.shelf.new.values(), *cache.shelf.proven.values()])
    assert any(key[0] == "/wanted/" for key in cache.shelf.proven)


def test_a_page_too_large_for_the_shelf_is_given_and_not_kept():
    @same_for_all
    def view(request):
        return HttpResponse("x" * 900_000, headers={"Vary": "Accept-Encoding"})

    cache = PageCache(view)

    assert len(cache(RequestFactory().get("/")).content) == 900_000
    assert cache.shelf.bytes == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Vary": "Cookie"},
        {"Vary": "Accept"},
        {"Content-Security-Policy": "script-src 'nonce-abc'"},
        {"Cache-Control": "max-age=5"},
    ],
    ids=str,
)
def test_an_answer_that_is_not_for_all_is_not_kept_whatever_its_view_says(headers):
    @same_for_all
    def view(request):
        return HttpResponse("x", headers=headers)

    cache = PageCache(view)
    cache(RequestFactory().get("/"))

    assert cache.shelf.bytes == 0


def test_an_answer_that_sets_a_cookie_is_not_kept():
    @same_for_all
    def view(request):
        response = HttpResponse("x")
        response.set_cookie("seen", "1")
        return response

    cache = PageCache(view)

    assert cache(RequestFactory().get("/")).headers["Cache-Control"] == "private, no-store"
    assert cache.shelf.bytes == 0


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", ""),
        ("utm_source=a&gclid=b", ""),
        ("page=2&pillar=practical", "pillar=practical&page=2"),
        ("topic=a%20b&stage=", "topic=a+b"),
        ("key=1", None),
        ("page=1&page=2", None),
        ("&".join(f"utm_{n}=1" for n in range(60)), None),
        ("x" * 3_000, None),
    ],
)
def test_what_an_address_asks(query, asked):
    assert what_it_asks(query) == asked


def test_a_shelf_gives_nothing_of_another_version():
    shelf = Shelf(most_bytes=1_000_000)

    assert shelf.get("key", "version 1") is None
    assert shelf.version == "version 1"
