from io import BytesIO
from wsgiref.util import setup_testing_defaults

import pytest
from django.core.handlers.wsgi import WSGIHandler

from config.page_cache import PageCache
from config.wsgi import application, with_pages_at_hand
from content.freshness import touch
from tests.factories import make_asset


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["idna", "utf-7", "no-such-charset", "'; DROP", "utf-8"])
def test_no_charset_that_a_request_names_is_an_error_of_ours(charset):
    statuses = []
    environ = {
        "PATH_INFO": "/healthz",
        "QUERY_STRING": "x=%ff%00",
        "CONTENT_TYPE": f"text/plain;charset={charset}",
        "HTTP_HOST": "localhost",
        "wsgi.input": BytesIO(b""),
    }
    setup_testing_defaults(environ)

    list(application(environ, lambda status, headers, error=None: statuses.append(status)))

    assert statuses == ["200 OK"]


class Door:
    """Our application as a server meets it, and how often Django was asked."""

    def __init__(self):
        django, self.asked = WSGIHandler(), 0

        def counting(environ, start_response):
            self.asked += 1
            return django(environ, start_response)

        self.application = with_pages_at_hand(counting, PageCache.in_use)

    def get(self, path, **environ):
        told = []
        environ = {"PATH_INFO": path, "HTTP_HOST": "localhost", "wsgi.input": BytesIO(b"")} | environ
        setup_testing_defaults(environ)
        body = b"".join(self.application(environ, lambda status, headers: told.extend([status, sorted(headers)])))
        return [*told, body]


@pytest.fixture
def door(settings):
    settings.PAGE_CACHE_BYTES = 4_000_000
    return Door()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_kept_page_goes_out_before_django_is_asked(door):
    asset = make_asset()
    made = door.get(asset.url)

    assert door.get(asset.url, QUERY_STRING="utm_source=letter") == made
    assert door.asked == 1
    assert made[0] == "200 OK"
    etag = dict(made[1])["ETag"]
    assert door.get(asset.url, HTTP_IF_NONE_MATCH=etag)[0] == "304 Not Modified"
    assert door.get(asset.url, REQUEST_METHOD="HEAD") == [*made[:2], b""]
    assert door.asked == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize(
    "told",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"QUERY_STRING": "key=abc"},
        {"HTTP_HOST": "127.0.0.1"},
        {"wsgi.url_scheme": "https"},
    ],
    ids=str,
)
def test_what_is_not_the_same_page_goes_to_django(door, told):
    asset = make_asset()
    door.get(asset.url)

    door.get(asset.url, **told)

    assert door.asked == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_so_does_everything_after_a_change(door):
    asset = make_asset()
    door.get(asset.url)
    touch("something")

    door.get(asset.url)

    assert door.asked == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_scheme_is_read_as_django_reads_it(door, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    asset = make_asset()
    secure = door.get(asset.url, HTTP_X_FORWARDED_PROTO="https")

    assert b"https://localhost/" in secure[2]
    assert door.get(asset.url, HTTP_X_FORWARDED_PROTO="https, http") == secure
    assert door.asked == 1
    assert b"https://localhost/" not in door.get(asset.url, HTTP_X_FORWARDED_PROTO="ftp")[2]
    assert door.asked == 2
