"""The pages on which a reader sees, takes and erases what we know: by mail for a person, by the cookie for a browser."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analytics.collecting.dropped import is_bot, is_from_elsewhere
from analytics.models import Visitor
from analytics.visitors import remove_cookies, visitor_of
from leads.forms import MyDataForm
from leads.models import ErasureReceipt, Identification
from leads.rights.asking import address_behind, ask_for_mine
from leads.rights.erasing import erase_address, erase_visitor
from leads.rights.exporting import as_json, everything_known
from leads.rights.people import Person
from leads.rights.traces import TheSpoolIsBusy
from leads.views import FROM_ELSEWHERE, why_refused

ENDED = (
    "A link to your data holds for a day, and ends when what we know is erased. Nothing is shown here. "
    "You can ask for a new link."
)
NOT_YOURS_ALONE = (
    "What was read in this browser is kept with a name, and others may sit before it. "
    "Ask by mail instead: the link that we send shows everything, and erases it if you wish. Nothing was changed."
)
NOT_KNOWN = "This browser is not remembered, so there is nothing to see, to take or to forget."
Asked = ErasureReceipt.Asked


@csrf_exempt  # a token needs a cookie, and before consent none may be set; the origin is checked instead
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data(request: HttpRequest) -> HttpResponse:
    """Public: what this browser's cookie shows of a reader without a name; and the form that asks by mail."""
    if request.method != "POST":
        return _apart(render(request, "leads/rights/my_data.html", _of_this_browser(request) | {"form": MyDataForm()}))
    form = MyDataForm(request.POST)
    if refused := why_refused(request, at=timezone.now()):
        notice, status = refused
        return _again(request, form, notice=notice, status=status)
    if form.is_from_a_machine or is_bot(request.headers.get("User-Agent", "")):
        return redirect("my_data_asked")
    if not form.is_valid():
        return _again(request, form, status=422)
    ask_for_mine(form.cleaned_data["email"], at=timezone.now())
    return redirect("my_data_asked")


@require_safe
def my_data_asked(request: HttpRequest) -> HttpResponse:
    """Public: the same for every address."""
    return render(request, "leads/rights/asked.html")


@never_cache
@require_safe
def my_data_link(request: HttpRequest, token: str) -> HttpResponse:
    """Public, for the reader of the mail: everything readable. Opening it changes nothing."""
    email = address_behind(token)
    if email is None:
        return _ended(request)
    context = {
        "sections": everything_known(Person.of_address(email).as_shown_to_them()),
        "email": email,
        "token": token,
    }
    return _apart(render(request, "leads/rights/everything.html", context | {"at": timezone.now()}))


@never_cache
@require_safe
def my_data_export(request: HttpRequest, token: str = "") -> HttpResponse:
    """Public, for the reader of the mail, or for the holder of a browser that has no name: the same as a file."""
    if token:
        email = address_behind(token)
        return _file(Person.of_address(email).as_shown_to_them()) if email else _ended(request)
    visitor = visitor_of(request)
    if visitor is None or _has_a_name(visitor):
        return _said(request, "Nothing to take", NOT_YOURS_ALONE if visitor else NOT_KNOWN, status=404)
    return _file(Person.of_browsers([visitor]))


@csrf_exempt  # the link itself is the token
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def my_data_erase(request: HttpRequest, token: str) -> HttpResponse:
    """Public, for the reader of the mail: asks once, and only its own button erases."""
    email = address_behind(token)
    if email is None:
        return _ended(request)
    if request.method != "POST":
        return _apart(render(request, "leads/rights/erase.html", {"token": token}))
    if is_from_elsewhere(request.headers, host=request.get_host()):
        return _said(request, "Nothing was erased", FROM_ELSEWHERE, status=403)
    return _erase(request, partial(erase_address, email, asked=Asked.PERSON))


@csrf_exempt  # as above
@never_cache
@require_POST
def forget_browser(request: HttpRequest) -> HttpResponse:
    """Public: what this browser's reader, who has no name, read; its cookies go with it."""
    if is_from_elsewhere(request.headers, host=request.get_host()):
        return _said(request, "Nothing was forgotten", FROM_ELSEWHERE, status=403)
    visitor = visitor_of(request)
    if visitor is None:
        return _without_cookies(_said(request, "Nothing is remembered", NOT_KNOWN, status=200))
    if _has_a_name(visitor):
        return _said(request, "Please ask by mail", NOT_YOURS_ALONE, status=409)
    return _erase(request, partial(erase_visitor, visitor, asked=Asked.BROWSER))


def _of_this_browser(request: HttpRequest) -> dict:
    visitor = visitor_of(request)
    if visitor is None:
        return {"browser": "unknown"}
    if _has_a_name(visitor):
        return {"browser": "named"}
    return {"browser": "nameless", "sections": everything_known(Person.of_browsers([visitor]))}


def _has_a_name(visitor: Visitor) -> bool:
    return Identification.objects.filter(visitor=visitor).exists()


def _again(request: HttpRequest, form: MyDataForm, *, notice: str = "", status: int) -> HttpResponse:
    context = _of_this_browser(request) | {"form": form, "notice": notice}
    response = _apart(render(request, "leads/rights/my_data.html", context, status=status))
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _file(person: Person) -> HttpResponse:
    at: datetime = timezone.now()
    response = HttpResponse(as_json(everything_known(person), at=at), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="what-we-know-{at:%Y-%m-%d}.json"'
    return _apart(response)


def _erase(request: HttpRequest, erase: Callable[..., ErasureReceipt]) -> HttpResponse:
    try:
        receipt = erase(by=None, at=timezone.now())
    except TheSpoolIsBusy as reason:
        return _said(request, "Not now", str(reason), status=503)
    return _without_cookies(_apart(render(request, "leads/rights/erased.html", {"receipt": receipt})))


def _without_cookies(response: HttpResponse) -> HttpResponse:
    remove_cookies(response)
    return response


def _ended(request: HttpRequest) -> HttpResponse:
    return _said(request, "This link has ended", ENDED, status=410)


def _said(request: HttpRequest, heading: str, sentence: str, *, status: int) -> HttpResponse:
    context = {"heading": heading, "sentence": sentence, "ask_again": True}
    return _apart(render(request, "leads/rights/said.html", context, status=status))


def _apart(response: HttpResponse) -> HttpResponse:
    """For one reader: in no index, in no cache, and told to no other site."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
