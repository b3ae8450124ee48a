"""Pages for readers without a session, answered whole from this process's memory before anything else is asked.

Only a response that says it is the same for all (`content.freshness.same_for_all`) is kept, under the version of the
public site that was read before it was made: what was made of an older version is never given again. Who carries a
session, a message or credentials, and whatever address has a part that we do not know, passes by untouched.
"""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from config.kept_pages import KeptPage, Shelf
from content.addresses import what_it_asks
from content.freshness import Version, current, heard_just_now

# A proxy in front may keep a page for a second; a browser asks each time and mostly hears that nothing changed.
FOR_EVERYBODY = "public, max-age=0, s-maxage=1, must-revalidate"
FOR_ONE_READER = "private, no-store"
# So long at most a page is given without being made again, whatever was written behind the signals' backs; the facts it
# was made of may be another twenty old.
LIFE_SECONDS = 40
# How long others wait for the one who is making the page that they want too.
PATIENCE_SECONDS = 2
PERSONAL_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_X_REQUESTED_WITH")


class PageCache:
    # The newest of this process: config/wsgi.py asks it before Django begins a request.
    in_use: "PageCache | None" = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        PageCache.in_use = self
        self.get_response = get_response
        self.shelf = Shelf(most_bytes=settings.PAGE_CACHE_BYTES)
        self.making: dict[tuple, threading.Event] = {}
        self.personal_cookies = (f"{settings.SESSION_COOKIE_NAME}=", "messages=")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        environ = request.META
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        query = self._what_anybody_may_ask(environ)
        version = current() if query is not None and settings.PAGE_CACHE_BYTES else None
        if version is None:
            return _sealed(self.get_response(request), is_for_all=query is not None)
        key = _key(environ, query)
        page = self.shelf.get(key, version)
        if page:
            return page.answer(environ)
        if request.method == "HEAD":
            return _sealed(self.get_response(request), is_for_all=True)
        return self._one_makes_it(key, version, request)

    def at_hand(self, environ: dict) -> HttpResponse | None:
        """A page that can be given without asking anything: it lies here, and its version was heard a moment ago.

        So most readers are answered before Django begins a request: its signals alone cost twice what this does.
        """
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not settings.PAGE_CACHE_BYTES:
            return None
        query, version = self._what_anybody_may_ask(environ), heard_just_now()
        page = self.shelf.get(_key(environ, query), version) if query is not None and version else None
        return page.answer(environ) if page else None

    def _what_anybody_may_ask(self, environ: dict) -> str | None:
        """The query, or None if something in the request could make its answer one reader's own."""
        cookies = environ.get("HTTP_COOKIE")
        if cookies and any(name in cookies for name in self.personal_cookies):
            return None
        if any(name in environ for name in PERSONAL_HEADERS):
            return None
        query = environ.get("QUERY_STRING")
        return what_it_asks(query) if query else ""

    def _one_makes_it(self, key: tuple, version: Version, request: HttpRequest) -> HttpResponseBase:
        """The first to ask makes the page; who asks meanwhile waits a moment for it, then makes it too."""
        mine = threading.Event()
        theirs = self.making.setdefault(key, mine)
        if theirs is not mine:
            theirs.wait(PATIENCE_SECONDS)
            page = self.shelf.get(key, version)
            return page.answer(request.META) if page else self._make(key, version, request)
        try:
            return self._make(key, version, request)
        finally:
            self.making.pop(key, None)
            mine.set()

    def _make(self, key: tuple, version: Version, request: HttpRequest) -> HttpResponseBase:
        response = _sealed(self._respond(request, query=key[1]), is_for_all=True)
        if not may_be_kept(response):
            return response
        page = KeptPage(response, ends=time.monotonic() + LIFE_SECONDS)
        self.shelf.put(key, version, page)
        return page.answer(request.META)

    def _respond(self, request: HttpRequest, *, query: str) -> HttpResponseBase:
        """A page is made without knowing how this one reader came, so that it cannot say so to the others.

        What turns out to be no page, such as a redirect that carries the query along, is asked for as it came.
        """
        environ = request.META
        if environ.get("QUERY_STRING", "") == query:
            return self.get_response(request)
        response = self.get_response(type(request)(environ | {"QUERY_STRING": query}))
        if response.status_code == 200:
            return response
        return self.get_response(request)


def _key(environ: dict, query: str) -> tuple:
    return environ["PATH_INFO"], query, environ.get("HTTP_HOST"), _scheme(environ), environ.get("SERVER_PORT")


def _scheme(environ: dict) -> str:
    """As `HttpRequest.scheme` reads it, before there is a request."""
    header, secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
    said = environ.get(header)
    if said is None:
        return environ["wsgi.url_scheme"]
    return "https" if said.partition(",")[0].strip() == secure else "http"


def may_be_kept(response: HttpResponseBase) -> bool:
    return (
        response.status_code == 200
        and response.headers.get("Cache-Control") == FOR_EVERYBODY
        and not response.streaming
        and not response.cookies
        and response.headers.get("Vary", "") == "Accept-Encoding"
        and "nonce-" not in response.headers.get("Content-Security-Policy", "")
    )


def _sealed(response: HttpResponseBase, *, is_for_all: bool) -> HttpResponseBase:
    """Says who else may keep it. A view that says so itself has the last word."""
    is_for_all = is_for_all and getattr(response, "is_same_for_all", False) and response.status_code == 200
    if "Cache-Control" in response.headers:
        return response
    if is_for_all and not response.cookies and "Cookie" not in response.headers.get("Vary", ""):
        patch_vary_headers(response, ["Accept-Encoding"])
        response.headers["Cache-Control"] = FOR_EVERYBODY
    elif response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers["Cache-Control"] = FOR_ONE_READER
    return response
