"""A page as its bytes, ready to be given to everybody, and the shelf that such pages lie on."""

import gzip
import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Hashable
from functools import lru_cache

from django.http import HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.http import parse_etags

WORTH_COMPRESSING = 500  # bytes
# What a page weighs besides its bytes: key, headers, places in two dictionaries.
OVERHEAD = 2_000
# What was asked for twice has this share of the shelf to itself, so that a flood of made-up addresses drives out only
# what nobody asked for again.
SHARE_OF_PROVEN = 0.8
REFUSES_GZIP = re.compile(r"\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)")
NOT_IN_304 = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Language")


class KeptPage:
    def __init__(self, response: HttpResponse, *, ends: float):
        self.ends = ends
        whole = response.content
        packed = gzip.compress(whole, 6, mtime=0) if len(whole) >= WORTH_COMPRESSING else b""
        mark = hashlib.sha256(whole).hexdigest()[:24]
        self.plain = _Writing(response, whole, f'"{mark}"')
        self.packed = _Writing(response, packed, f'"{mark}-gz"', "gzip") if packed else self.plain
        self.last_modified = response.headers.get("Last-Modified")
        self.size = OVERHEAD + len(whole) + len(packed)

    def answer(self, environ: dict) -> HttpResponse:
        writing = self.packed if takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")) else self.plain
        if self._is_known(environ, writing.etag):
            return _with(HttpResponseNotModified(), writing.headers_304)
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else writing.body
        return _with(HttpResponse(body), writing.headers)

    def _is_known(self, environ: dict, etag: str) -> bool:
        marks = environ.get("HTTP_IF_NONE_MATCH")
        if marks is not None:
            return marks == etag or any(mark in ("*", etag) for mark in map(_strong, parse_etags(marks)))
        return self.last_modified is not None and environ.get("HTTP_IF_MODIFIED_SINCE") == self.last_modified


class _Writing:
    """One of the two forms in which a page goes out, with its headers."""

    def __init__(self, response: HttpResponse, body: bytes, etag: str, encoding: str = ""):
        self.body = body
        self.etag = etag
        self.headers = ResponseHeaders(dict(response.items()))
        self.headers["ETag"] = etag
        self.headers["Content-Length"] = str(len(body))
        if encoding:
            self.headers["Content-Encoding"] = encoding
        self.headers_304 = ResponseHeaders(
            {name: value for name, value in self.headers.items() if name not in NOT_IN_304}
        )


class Shelf:
    """Pages of one version, up to so many bytes. Safe among threads."""

    def __init__(self, *, most_bytes: int):
        self.most_bytes = most_bytes
        self.version: Hashable = None
        self.lock = threading.Lock()
        self._clear()

    def get(self, key: Hashable, version: Hashable) -> KeptPage | None:
        with self.lock:
            if version != self.version:
                self.version = version
                self._clear()
                return None
            page = self.proven.get(key)
            if page:
                self.proven.move_to_end(key)
            elif page := self.new.pop(key, None):
                self._prove(key, page)
            return page if page and time.monotonic() < page.ends else None

    def put(self, key: Hashable, version: Hashable, page: KeptPage) -> None:
        """What was made of another version than the shelf's is let fall."""
        with self.lock:
            if version != self.version or page.size > self.most_bytes // 10:
                return
            self._drop(key)
            self.new[key] = page
            self.bytes += page.size
            while self.bytes > self.most_bytes:
                self._drop(next(iter(self.new or self.proven)))

    def _prove(self, key: Hashable, page: KeptPage) -> None:
        self.proven[key] = page
        self.proven_bytes += page.size
        while self.proven_bytes > self.most_bytes * SHARE_OF_PROVEN:
            oldest, displaced = self.proven.popitem(last=False)
            self.proven_bytes -= displaced.size
            self.new[oldest] = displaced

    def _drop(self, key: Hashable) -> None:
        if page := self.proven.pop(key, None):
            self.proven_bytes -= page.size
        page = page or self.new.pop(key, None)
        self.bytes -= page.size if page else 0

    def _clear(self) -> None:
        self.new: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self.proven: OrderedDict[Hashable, KeptPage] = OrderedDict()
        self.bytes = self.proven_bytes = 0


@lru_cache(maxsize=256)
def takes_gzip(accepted: str) -> bool:
    return "gzip" in accepted and not REFUSES_GZIP.search(accepted.lower())


def _strong(mark: str) -> str:
    """A proxy that packs a page itself weakens its mark."""
    return mark.removeprefix("W/")


def _with(response: HttpResponse, headers: ResponseHeaders) -> HttpResponse:
    """Shares the headers with every other answer of this page: nothing outside the first middleware changes them."""
    response.headers = headers
    return response
