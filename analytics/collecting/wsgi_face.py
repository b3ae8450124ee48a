"""The collector before a WSGI application: what is sent to /t/ is answered here and goes no further."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings

from analytics.collecting.asking import Asked
from analytics.collecting.capture import MOST_BYTES
from analytics.collecting.keeping import answer
from analytics.collecting.settled import terms
from analytics.collecting.spool import spool_in

PATH = "/t/"

Environ = dict[str, Any]
Application = Callable[[Environ, Callable], Iterable[bytes]]


def with_collector(application: Application) -> Application:
    settled = terms()
    spool = spool_in(settings.SPOOL_DIR)

    def collect(environ: Environ, start_response: Callable) -> Iterable[bytes]:
        if environ["PATH_INFO"] != PATH:
            return application(environ, start_response)
        asked = Asked(
            method=environ["REQUEST_METHOD"],
            host=environ.get("HTTP_HOST", ""),
            headers=EnvironHeaders(environ),
            body=_body(environ),
            remote=environ.get("REMOTE_ADDR", ""),
            at=datetime.now(UTC),
        )
        answered = answer(asked, terms=settled, spool=spool)
        start_response(_status_line(answered.status), list(answered.headers.items()))
        return [answered.body]

    return collect


class EnvironHeaders(Mapping[str, str]):
    """The headers of a request, read where WSGI puts them."""

    def __init__(self, environ: Environ):
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        return self._environ[_key(name)]

    def get(self, name, default=None):
        return self._environ.get(_key(name), default)

    def __iter__(self) -> Iterator[str]:
        return (key[5:].replace("_", "-").title() for key in self._environ if key.startswith("HTTP_"))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@cache
def _key(name: str) -> str:
    key = name.upper().replace("-", "_")
    return key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"


def _body(environ: Environ) -> bytes:
    """No more than shows that it is too much. A server that does not end the body by itself has to name its length."""
    most = MOST_BYTES + 1
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if not length and not environ.get("wsgi.input_terminated"):
            return b""
        return environ["wsgi.input"].read(min(length, most) if length else most)
    except (OSError, ValueError):  # the sender went away, and hears no answer
        return b""


@cache
def _status_line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"
