"""The pages on which readers follow topics by mail, say yes a second time, choose how often, and leave."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from analytics.collecting.dropped import is_bot
from content.models import AssetPage, Topic
from leads.following import Asked, ask, asked_by, choose, confirm, leave, managed_by
from leads.forms import FollowForm
from leads.identification import Answered
from leads.models import Follower, Following
from leads.views import FROM_ELSEWHERE, consenting_visitor, is_from_elsewhere, why_refused, with_cookie

ONE_CLICK = "One-Click"
ENDED = (
    "This link has ended. A link to confirm holds for three days, and no longer than you want our mail. "
    "You can ask for a new one on the page of the topic."
)


def topics_in_public(*, at):
    """Those of visible assets, so that no hidden piece shows its subject."""
    visible = AssetPage.objects.visible_to(AnonymousUser(), at=at)
    return Topic.objects.filter(asset_topics__content_object__in=visible.values("pk")).distinct()


@csrf_exempt  # a token needs a cookie, and before consent none may be set; the origin is checked instead
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Public: the answer is the same whether we know the address or not."""
    at = timezone.now()
    topic = get_object_or_404(topics_in_public(at=at), pk=topic_id)
    if request.method != "POST":
        return _form_page(request, topic, FollowForm(auto_id="follow_%s"), status=200)
    form = FollowForm(request.POST, auto_id="follow_%s")
    if refused := why_refused(request, at=at):
        notice, status = refused
        return _form_page(request, topic, form, notice=notice, status=status)
    if form.is_from_a_machine or is_bot(request.headers.get("User-Agent", "")):
        return redirect("follow_asked")
    if not form.is_valid():
        return _form_page(request, topic, form, status=422)
    ask(form.cleaned_data["email"], topic, form.cleaned_data["frequency"], at=at)
    return redirect("follow_asked")


@require_safe
def follow_asked(request: HttpRequest) -> HttpResponse:
    return render(request, "leads/follow_asked.html")


@csrf_exempt  # the link itself is the token
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_following(request: HttpRequest, token: str) -> HttpResponse:
    """Public: opening the link changes nothing, so that a scanner of mails confirms nothing; the button does."""
    at = timezone.now()
    asked = asked_by(token)
    if asked is None:
        return _said(request, "This link has ended", ENDED, status=410)
    if request.method != "POST":
        return _apart(render(request, "leads/follow_confirm.html", {"asked": asked}))
    if is_from_elsewhere(request.headers, host=request.get_host()):
        return _said(request, "Nothing was changed", FROM_ELSEWHERE, status=403)
    return _confirmed(request, asked, at=at)


def _confirmed(request: HttpRequest, asked: Asked, *, at) -> HttpResponse:
    visitor = confirm(asked, visitor=consenting_visitor(request), at=at)
    topic, frequency = asked.following.topic, asked.frequency.label
    words = f"We write to you about {topic}, {frequency}. Every mail has a link to change that or to leave."
    response = _said(request, "You follow this topic", words, status=200)
    return with_cookie(request, response, Answered(asked.following.follower.lead, visitor))


@csrf_exempt  # mail programs press the button for their readers (RFC 8058): they send no cookie and no origin
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def following(request: HttpRequest, token: str) -> HttpResponse:
    """Public, for holders of a link that we signed: which topics, how often, and out. It names nobody."""
    at = timezone.now()
    follower = managed_by(token)
    if follower is None:
        return _said(request, "This link has ended", ENDED, status=410)
    if request.method != "POST":
        return _choices(request, follower)
    if request.POST.get("List-Unsubscribe") == ONE_CLICK:
        leave(follower, at=at)
        return HttpResponse("You get no more mail from us.\n", content_type="text/plain")
    if is_from_elsewhere(request.headers, host=request.get_host()):
        return _said(request, "Nothing was changed", FROM_ELSEWHERE, status=403)
    _change(request, follower, at=at)
    return _apart(redirect("following", token=token))


def _change(request: HttpRequest, follower: Follower, *, at) -> None:
    wanted = request.POST.get("leave", "")
    if wanted == "all":
        leave(follower, at=at)
    elif wanted.isdecimal() and len(wanted) <= 18:
        leave(follower, at=at, topic_id=int(wanted))
    else:
        chosen = {f.topic_id: request.POST.get(f"frequency-{f.topic_id}", "") for f in follower.followings.active()}
        choose(follower, chosen)


def _choices(request: HttpRequest, follower: Follower) -> HttpResponse:
    followings = follower.followings.active().select_related("topic")
    context = {"followings": list(followings), "frequencies": Following.Frequency.choices}
    return _apart(render(request, "leads/following.html", context))


def _form_page(request, topic, form, *, notice="", status) -> HttpResponse:
    response = render(
        request, "leads/follow_page.html", {"topic": topic, "form": form, "notice": notice}, status=status
    )
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response


def _said(request: HttpRequest, heading: str, sentence: str, *, status: int) -> HttpResponse:
    context = {"heading": heading, "sentence": sentence}
    return _apart(render(request, "leads/said.html", context, status=status))


def _apart(response: HttpResponse) -> HttpResponse:
    """An address with a token in it is for its holder: in no index, and told to no other site."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
