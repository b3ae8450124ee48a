"""The question whether we may remember, its answer, and the page that says what is kept and lets everybody change it."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from analytics.collecting.dropped import is_from_elsewhere, refusal_to_be_tracked
from analytics.consent import Answer, give, withdraw
from analytics.pace import address_of, is_too_fast
from analytics.visitors import give_cookie, remove_cookies, visitor_of
from content.slots import fill

FROM_ELSEWHERE = "This answer came from another site, so nothing was changed. Please choose on our own page."
NO_SUCH_ANSWER = "An answer is yes, no or withdraw. Nothing was changed."
TOO_FAST = (
    "Many browsers on your network agreed within a minute. Nothing was changed, and nothing is kept of you; "
    "please say yes again in a minute if you still want to."
)
SAID_NO = "said-no"


@csrf_exempt
@never_cache
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """A form of ours without a token, since a token is a cookie and there is none before the answer."""
    if is_from_elsewhere(request.headers, host=request.get_host()):
        return _say(request, FROM_ELSEWHERE, status=403)
    try:
        answer = Answer(request.POST.get("choice"))
    except ValueError:
        return _say(request, NO_SUCH_ANSWER, status=400)
    if answer is Answer.YES and not refusal_to_be_tracked(request.headers):
        return _yes(request)
    return _no(request)


def _yes(request: HttpRequest) -> HttpResponse:
    """Each yes of a new browser makes a row, so a script must not say it as often as it can. A no is never slowed."""
    at = timezone.now()
    if is_too_fast(address_of(request), at=at, about="consent"):
        response = _say(request, TOO_FAST, status=429)
        response.headers["Retry-After"] = "60"
        return response
    visitor = give(visitor_of(request), at=at)
    response = HttpResponseRedirect(_way_back(request))
    give_cookie(response, visitor, secure=request.is_secure())
    return response


def _no(request: HttpRequest) -> HttpResponse:
    visitor = visitor_of(request)
    if visitor:
        withdraw(visitor, at=timezone.now())
    way_back = _way_back(request)
    # Nothing on the device remembers the no, so the address of the page that comes back says that it was heard.
    response = HttpResponseRedirect(way_back if way_back == reverse("privacy") else f"{way_back}#{SAID_NO}")
    remove_cookies(response)
    return response


@require_safe
@never_cache
def privacy(request: HttpRequest) -> HttpResponse:
    refusal = refusal_to_be_tracked(request.headers)
    is_remembered = not refusal and visitor_of(request) is not None
    shown = {"is_remembered": is_remembered, "refusal": refusal, "rights": fill("privacy_rights", request)}
    return render(request, "analytics/privacy.html", shown)


def _say(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "analytics/consent_said.html", {"sentence": sentence}, status=status)


def _way_back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "").partition("#")[0]
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else "/"
