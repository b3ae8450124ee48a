import logging
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from analytics.collecting.capture import MOST_BYTES, Event, Refused, capture, sign
from analytics.collecting.dropped import Dropped, is_from_elsewhere, refusal_to_be_tracked, why_dropped
from analytics.collecting.rows import Bad, Row, TurnedAway, showable, to_line
from analytics.collecting.spool import spool_in
from analytics.consent import Answer, give, withdraw
from analytics.visitors import give_cookie, remove_cookies, visitor_key_of, visitor_of

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 30


@csrf_exempt
@require_POST
def touch(request: HttpRequest) -> HttpResponse:
    """Answers 204 when everything in the body is safe on disk; asks no database. See docs/reference/collector.md."""
    at = timezone.now()
    body = _read(request)
    try:
        _require_plain_json(request, body)
        captured = capture(body, at=at)
    except Refused as refused:
        bad = Bad(reason=refused.reason, body=showable(body), at=at)
        return _keep(_discreet([bad], request)) or JsonResponse({"reason": refused.reason}, status=refused.status)
    dropped = _why_dropped(request)
    rows = [_turned_away(captured.events, dropped, at=at)] if dropped else _signs(captured.events, request, at=at)
    response = _keep([*rows, *_discreet(captured.bad, request)]) or HttpResponse(status=204)
    if dropped and response.status_code == 204:
        response["X-Touch-Dropped"] = dropped.value
    return response


@csrf_exempt
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """A form of ours without a token, since a token is a cookie and there is none before the answer."""
    if is_from_elsewhere(request.headers, host=request.get_host()):
        return HttpResponseForbidden("This answer came from another site, so nothing was changed.")
    try:
        answer = Answer(request.POST.get("choice"))
    except ValueError:
        return HttpResponseBadRequest("choice must be yes, no or withdraw. Nothing was changed.")
    response = HttpResponseRedirect(_way_back(request))
    visitor = visitor_of(request)
    at = timezone.now()
    if answer is Answer.YES and not refusal_to_be_tracked(request.headers):
        give_cookie(response, give(visitor, at=at), secure=request.is_secure())
        return response
    if visitor:
        withdraw(visitor, at=at)
    remove_cookies(response)
    return response


@require_safe
@never_cache
def privacy(request: HttpRequest) -> HttpResponse:
    refusal = refusal_to_be_tracked(request.headers)
    return render(
        request,
        "analytics/privacy.html",
        {"is_remembered": not refusal and visitor_of(request) is not None, "refusal": refusal},
    )


def _read(request: HttpRequest) -> bytes:
    """No more than shows that it is too much."""
    try:
        return request.read(MOST_BYTES + 1)
    except OSError:  # the sender went away, and hears no answer
        return b""


def _require_plain_json(request: HttpRequest, body: bytes) -> None:
    if not body:
        raise Refused("The body is empty.")
    if len(body) > MOST_BYTES:
        raise Refused(f"A body may have at most {MOST_BYTES} bytes.", status=413)
    if request.content_type not in ("application/json", "text/plain"):
        raise Refused("Send the events as application/json or text/plain.", status=415)
    if request.content_params.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        raise Refused("Send the events in UTF-8.", status=415)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused("Send the events uncompressed.", status=415)


def _why_dropped(request: HttpRequest) -> Dropped | None:
    return why_dropped(
        request.headers,
        host=request.get_host(),
        is_staff=settings.SESSION_COOKIE_NAME in request.COOKIES,
        is_known=visitor_key_of(request) is not None,
    )


def _signs(events: Sequence[Event], request: HttpRequest, *, at: datetime) -> list[Row]:
    visitor, own_host = visitor_key_of(request), request.get_host().lower()
    return [sign(event, visitor=visitor, own_host=own_host, at=at) for event in events]


def _turned_away(events: Sequence[Event], reason: Dropped, *, at: datetime) -> Row:
    opened = [event.asset for event in events if event.seq == 0] if reason.counts_the_opening else []
    return TurnedAway(reason=reason, count=len(events), day=timezone.localdate(at), opened=tuple(opened))


def _discreet(bad: Sequence[Bad], request: HttpRequest) -> list[Row]:
    """Of readers who ask not to be tracked, the reason is kept and not the body."""
    if refusal_to_be_tracked(request.headers):
        return [row.model_copy(update={"body": ""}) for row in bad]
    return list(bad)


def _keep(rows: Sequence[Row]) -> HttpResponse | None:
    """None when the rows are durable, else what to answer."""
    try:
        spool_in(settings.SPOOL_DIR).append(map(to_line, rows))
    except OSError:
        logger.exception("The spool %s could not be written; the events were not accepted.", settings.SPOOL_DIR)
        reason = "The events could not be stored just now. Send them again later."
        return JsonResponse({"reason": reason}, status=503, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    return None


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
