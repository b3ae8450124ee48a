"""What an operator's monitor asks: is the process up, and can it do its work."""

from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from wagtail.search.backends import get_search_backend

from analytics.collecting.backlog import backlog, can_be_written
from analytics.models import SpoolMark


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. It asks nobody else, so that a sick database does not restart healthy processes."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served. A missing search index is told and does not count: the database stands in.

    Nor does a worker that stands still: events wait in the spool, and what waits there is told.
    """
    at = timezone.now()
    parts = {"database": _database(), **_spool(at), **_worker(at), **_search_index()}
    ready = parts["database"] == "ok" and parts["spool"] == "ok"
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _spool(at: datetime) -> dict[str, str | int | None]:
    """What nobody has loaded yet. While the database cannot say how far it read, that is all that stands there."""
    try:
        marks = dict(SpoolMark.objects.values_list("segment", "offset"))
    except DatabaseError:
        marks = {}
    waiting = backlog(settings.SPOOL_DIR, marks)
    return {
        "spool": "ok" if can_be_written(settings.SPOOL_DIR) else "cannot be written",
        "spool_waiting_bytes": waiting.bytes,
        "spool_oldest_seconds": waiting.oldest and max(0, round((at - waiting.oldest).total_seconds())),
    }


def _worker(at: datetime) -> dict[str, int | None]:
    """How long ago the worker was last heard, which loads the spool; None if it never was."""
    try:
        heard = (settings.VAR_DIR / "worker.alive").stat().st_mtime
    except OSError:
        return {"worker_heard_seconds": None}
    return {"worker_heard_seconds": max(0, round(at.timestamp() - heard))}


def _search_index() -> dict[str, str | int]:
    """Its condition, and how many objects have changed that it does not hold yet."""
    tell = getattr(get_search_backend(), "state", None)
    if tell is None:
        return {"search_index": "kept by the database"}
    state = tell()
    return {"search_index": state.condition.value, "search_index_waiting": state.waiting}
