"""Where the link leads that no person sees. Whoever asks for it gives themselves away, and hears nothing of that."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analytics.machines.door import PACE, at_the_door
from analytics.machines.honeypot import caught
from analytics.machines.mail import PARAMETER, mail_of
from analytics.pace import address_of
from analytics.reasons import Machine
from analytics.visitors import visitor_of

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Public. The one address whose GET and HEAD are noted: no person is ever led here, see docs/explanation/machines.md."""
    at = timezone.now()
    if not _was_not_followed(request):
        try:
            _note(request, at=at)
        except DatabaseError:
            logger.exception("Somebody followed the hidden link, and the database could not note it. Nothing was held.")
    response = render(request, "analytics/machines/everything.html")
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _was_not_followed(request: HttpRequest) -> bool:
    """Another site may send readers of ours here, a browser may load it ahead, and colleagues may look at what it is."""
    return (
        request.headers.get("Sec-Fetch-Site") == "cross-site"
        or at_the_door(request.headers) is Machine.PREFETCH
        or settings.SESSION_COOKIE_NAME in request.COOKIES
    )


def _came_from_outside(request: HttpRequest) -> bool:
    """By an address that somebody typed, or was sent, and no page of ours: a reader whom a stranger leads here so that
    what they read ceases to count. A scanner of mail is known by the mail.
    """
    return request.headers.get("Sec-Fetch-Site") == "none"


def _note(request: HttpRequest, *, at: datetime) -> None:
    mail = mail_of(request.GET.get(PARAMETER))
    visitor = None if _came_from_outside(request) else visitor_of(request)
    if visitor is None:
        PACE.catch("" if mail else address_of(request), mail=mail, at=at)
    caught(visitor, mail, at=at)
