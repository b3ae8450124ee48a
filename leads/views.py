from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from analytics.dropped import is_from_elsewhere, refusal_to_be_tracked
from analytics.visitors import give_cookie, visitor_of
from content.models import AssetPage
from leads.forms import GateForm
from leads.gate import key_for
from leads.identification import answer_form
from leads.pace import is_too_fast, sender

TOO_FAST = (
    "This form was sent several times within a minute. What you typed is kept below; please send it again in a minute."
)
FROM_ELSEWHERE = (
    "This form can only be sent from our own page. Nothing was kept. Please open the page and fill it in there."
)


@csrf_exempt  # a token needs a cookie, and before consent none may be set; the origin is checked instead
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def gate_form(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Public: a reader's details for a gated asset. The asset's own visibility decides who may send them."""
    at = timezone.now()
    asset = get_object_or_404(AssetPage.objects.visible_to(request.user, at=at).filter(gated=True), pk=asset_id)
    if request.method != "POST":
        return redirect(asset.get_url(request))
    form = GateForm(request.POST)
    if is_from_elsewhere(request.headers, host=request.get_host()):
        return gate_page(request, asset, form, notice=FROM_ELSEWHERE, status=403)
    if is_too_fast(address_of(request), at=at):
        return gate_page(request, asset, form, notice=TOO_FAST, status=429)
    if form.is_from_a_machine:
        return redirect(asset.get_url(request))
    if not form.is_valid():
        return gate_page(request, asset, form, status=422)
    return let_in(request, asset, form, at=at)


def address_of(request: HttpRequest) -> str:
    """Behind a proxy all readers share its address: one of them must not use up the pace of the others."""
    return sender(
        request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), proxies=settings.PROXIES
    )


def let_in(request, asset, form, *, at) -> HttpResponse:
    visitor = None if refusal_to_be_tracked(request.headers) else visitor_of(request)
    answered = answer_form(form.details(), asset, visitor=visitor, at=at)
    response = redirect(f"{asset.get_url(request)}?key={key_for(asset)}")
    if answered.visitor and answered.visitor != visitor:
        give_cookie(response, answered.visitor, secure=request.is_secure())
    return response


def gate_page(request, asset, form, *, notice="", status) -> HttpResponse:
    context = {"asset": asset, "page": asset, "form": form, "notice": notice}
    response = render(request, "leads/gate_page.html", context, status=status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response
