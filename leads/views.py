from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from analytics.collecting.dropped import is_from_elsewhere, refusal_to_be_tracked
from analytics.pace import address_of, is_too_fast
from analytics.visitors import give_cookie, visitor_of
from buying_stages.models import CallToAction
from content.models import AssetPage
from leads.forms import ContactForm, GateForm
from leads.gate import key_for, known_lead, what_is_missing
from leads.identification import Answered, answer_form, ask_to_talk

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
    lead = known_lead(request)
    missing = what_is_missing(lead) if lead and "email" not in request.POST else []
    if "somebody_else" in request.POST:
        return form_page(request, "leads/gate_page.html", asset, GateForm(), status=200)
    form = GateForm(request.POST, missing=missing)
    if refused := why_refused(request, at=at):
        notice, status = refused
        return form_page(request, "leads/gate_page.html", asset, form, notice=notice, status=status)
    if form.is_from_a_machine:
        return redirect(asset.get_url(request))
    if not form.is_valid():
        return form_page(request, "leads/gate_page.html", asset, form, status=422)
    details = form.details(lead.email if lead and missing else "")
    answered = answer_form(details, asset, visitor=consenting_visitor(request), at=at)
    return with_cookie(request, redirect(_way_on(request, asset, answered)), answered)


@csrf_exempt  # as above
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact_form(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Public: a reader wants to talk with us, from a page that asks for it and from no other."""
    at = timezone.now()
    visible = AssetPage.objects.visible_to(request.user, at=at).select_related("stage")
    asset = get_object_or_404(visible, pk=asset_id)
    if request.method != "POST" or asset.call != CallToAction.CONTACT:
        return redirect(asset.get_url(request))
    form = ContactForm(request.POST, auto_id="contact_%s")
    if refused := why_refused(request, at=at):
        notice, status = refused
        return form_page(request, "leads/contact_page.html", asset, form, notice=notice, status=status)
    if form.is_from_a_machine:
        return redirect("contact_received")
    if not form.is_valid():
        return form_page(request, "leads/contact_page.html", asset, form, status=422)
    visitor = consenting_visitor(request)
    answered = ask_to_talk(form.details(), form.cleaned_data["message"], asset, visitor=visitor, at=at)
    return with_cookie(request, redirect("contact_received"), answered)


@require_safe
def contact_received(request: HttpRequest) -> HttpResponse:
    return render(request, "leads/contact_received.html")


def why_refused(request: HttpRequest, *, at) -> tuple[str, int] | None:
    """A sentence and a status, before anything that was typed is looked at."""
    if is_from_elsewhere(request.headers, host=request.get_host()):
        return FROM_ELSEWHERE, 403
    if is_too_fast(address_of(request), at=at):
        return TOO_FAST, 429
    return None


def consenting_visitor(request: HttpRequest):
    return None if refusal_to_be_tracked(request.headers) else visitor_of(request)


def with_cookie(request: HttpRequest, response: HttpResponse, answered: Answered) -> HttpResponse:
    """The second person on a browser that consented gets a cookie of their own."""
    if answered.visitor and answered.visitor != consenting_visitor(request):
        give_cookie(response, answered.visitor, secure=request.is_secure())
    return response


def form_page(request, template, asset, form, *, notice="", status) -> HttpResponse:
    context = {"asset": asset, "page": asset, "form": form, "notice": notice}
    response = render(request, template, context, status=status)
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _way_on(request: HttpRequest, asset: AssetPage, answered: Answered) -> str:
    """Whom the cookie names needs no key, so the address stays clean."""
    address = asset.get_url(request)
    return address if answered.visitor else f"{address}?key={key_for(asset)}"
