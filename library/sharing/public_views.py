"""What a personal link opens. A GET shows and changes nothing: mail gateways and previewers open every link they see."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from analytics.collecting.dropped import why_dropped
from analytics.pace import address_of as sender_address
from analytics.pace import is_too_fast
from analytics.visitors import visitor_of
from library.sharing.chain import note_reader
from library.sharing.links import LinkIsDead, Opened, address_of, open_link, token_for

# For one reader: no cache, no search engine, and no other site hears of the address. Our own must: with no-referrer a
# browser names no origin when it posts, and the reader's answer about being remembered would be refused.
DISCREET = {"Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex, nofollow, noarchive"}


@never_cache
@require_safe
def share_link(request: HttpRequest, token: str) -> HttpResponse:
    """Public, for whoever has the link: one asset leads straight to its page, several to a page of their own."""
    try:
        opened = open_link(token, at=timezone.now())
    except LinkIsDead:
        return _discreet(render(request, "library/sharing/dead.html", status=404))
    if len(opened.items) == 1:
        return _discreet(HttpResponseRedirect(address_of(opened.items[0], opened.token, request)))
    items = [(item, address_of(item, opened.token, request)) for item in opened.items]
    return _discreet(render(request, "library/sharing/opened.html", {"opened": opened, "items": items}))


@never_cache
@require_safe
def share_next(request: HttpRequest, token: str, asset_id: str) -> HttpResponse:
    """Public: who sent it and what comes next, for the asset page, which is the same for all its readers."""
    try:
        opened = open_link(token, at=timezone.now())
    except LinkIsDead:
        return _discreet(HttpResponse(status=404))
    return _discreet(JsonResponse(_what_next(opened, int(asset_id), request)))


@csrf_exempt  # a token needs a cookie, and before consent none may be set; the origin is checked instead
@never_cache
@require_POST
def share_open(request: HttpRequest) -> HttpResponse:
    """Public: a consenting reader takes a place in the chain and hears their own link; of others nothing is kept."""
    at = timezone.now()
    # A signed cookie says that there was consent; who was staff or a robot elsewhere is staff or a robot here.
    visitor = visitor_of(request)
    if _why_dropped(request, is_known=visitor is not None):
        return HttpResponse(status=204)
    if is_too_fast(sender_address(request), at=at, about="shared link"):
        return HttpResponse(status=429, headers={"Retry-After": "60"})
    try:
        opened = open_link(request.POST.get("shared", ""), at=at)
    except LinkIsDead:
        return HttpResponse(status=404)
    return JsonResponse({"shared": token_for(note_reader(opened, visitor, at=at))})


def _why_dropped(request: HttpRequest, *, is_known: bool):
    return why_dropped(
        request.headers,
        host=request.get_host(),
        is_staff=settings.SESSION_COOKIE_NAME in request.COOKIES,
        is_known=is_known,
    )


def _what_next(opened: Opened, asset_id: int, request: HttpRequest) -> dict[str, object]:
    item = opened.next_after(asset_id)
    said: dict[str, object] = {"sender": opened.sender, "next": None, "all": None, "note": ""}
    if len(opened.items) > 1:
        said["all"] = reverse("share_link", args=[opened.token])
    elif opened.items[0].asset_id == asset_id:
        said["note"] = opened.share.note
    if item:
        said["next"] = {
            "title": item.asset.title,
            "remark": item.remark,
            "address": address_of(item, opened.token, request),
        }
    return said


def _discreet(response: HttpResponse) -> HttpResponse:
    for name, value in DISCREET.items():
        response.headers[name] = value
    return response
