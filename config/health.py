"""What an operator's monitor asks: is the process up, and can it do its work."""

import os
import tempfile

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.search.backends import get_search_backend


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else, so that a sick database does not restart healthy processes."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served. A missing search index is told and does not count: the database stands in."""
    parts = {"database": _database(), "spool": _spool(), **_search_index()}
    ready = parts["database"] == "ok" and parts["spool"] == "ok"
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _spool() -> str:
    try:
        settings.SPOOL_DIR.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=settings.SPOOL_DIR, prefix="probe-", suffix=".tmp") as probe:
            probe.write(b"ready?")
            os.fsync(probe.fileno())
    except OSError:
        return "cannot be written"
    return "ok"


def _search_index() -> dict[str, str | int]:
    """Its condition, and how many objects have changed that it does not hold yet."""
    tell = getattr(get_search_backend(), "state", None)
    if tell is None:
        return {"search_index": "kept by the database"}
    state = tell()
    return {"search_index": state.condition.value, "search_index_waiting": state.waiting}
