"""The answer to "was this useful?": a form of ours without a token, since pages are the same for all readers."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from analytics.collecting.dropped import Dropped, refusal_to_be_tracked, why_dropped
from analytics.models import UsefulnessVote
from analytics.pace import address_of, is_too_fast
from analytics.usefulness import Sender, Vote, keep
from analytics.visitors import visitor_of
from content.models import AssetPage

LONGEST_REMARK = UsefulnessVote._meta.get_field("remark").max_length
KEPT = "useful-kept"
REFUSED = {
    Dropped.OTHER_ORIGIN: "This answer came from another site, so nothing was kept. Please answer on our own page.",
    Dropped.STAFF: "You are signed in as a colleague. Only what readers say is counted, so nothing was kept.",
}
CHANGED = "This piece has changed since you opened it, and your answer was about the older version. Nothing was kept."
TOO_FAST = "Too many answers came from your network within a minute. Nothing was kept; please try again in a minute."
TOO_MANY = "Many answers on this piece came from your network. Nothing was kept; please try again in an hour."
# A network may be an office full of readers, and one person who names another browser each time.
SO_LONG_ON_ONE_PIECE = timedelta(hours=1)


class VoteForm(forms.Form):
    useful = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": "Please say yes or no.", "invalid_choice": "Please say yes or no."},
    )
    version = forms.IntegerField(min_value=0, error_messages={"required": "The version is missing."})
    reason = forms.ChoiceField(
        choices=[("", ""), *UsefulnessVote.Reason.choices],
        required=False,
        error_messages={"invalid_choice": "Please choose one of the reasons that are offered, or none."},
    )
    remark = forms.CharField(
        max_length=LONGEST_REMARK,
        required=False,
        error_messages={"max_length": f"One sentence is enough: at most {LONGEST_REMARK} characters."},
    )
    website = forms.CharField(required=False)

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website", "").strip())

    def vote(self) -> Vote:
        data = self.cleaned_data
        return Vote(useful=data["useful"] == "yes", reason=data["reason"], remark=" ".join(data["remark"].split()))


@csrf_exempt  # a token needs a cookie, and before consent none may be set; the origin is checked instead
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, asset_id: int) -> HttpResponse:
    """Public: only a button on the page votes. Following a link, here or in a mail, leads to the page and no further."""
    at = timezone.now()
    asset = get_object_or_404(AssetPage.objects.visible_to(request.user, at=at), pk=asset_id)
    if request.method != "POST":
        return HttpResponseRedirect(asset.get_url(request))
    form = VoteForm(request.POST)
    dropped = _why_dropped(request)
    if dropped in REFUSED:
        return _say(request, asset, REFUSED[dropped], status=403)
    if is_too_fast(address_of(request), at=at):
        return _say(request, asset, TOO_FAST, status=429)
    if dropped or form.is_from_a_machine:
        return _thanks(request, asset, "")
    if not form.is_valid():
        return _say(request, asset, next(iter(form.errors.values()))[0], status=422)
    if form.cleaned_data["version"] != (asset.live_revision_id or 0):
        return _say(request, asset, CHANGED, status=409)
    if is_too_fast(address_of(request), at=at, about=str(asset.pk), window=SO_LONG_ON_ONE_PIECE):
        return _say(request, asset, TOO_MANY, status=429)
    visitor = None if refusal_to_be_tracked(request.headers) else visitor_of(request)
    sender = Sender(address=address_of(request), agent=request.headers.get("User-Agent", ""))
    kept = keep(form.vote(), asset, visitor=visitor, sender=sender, at=at)
    return _thanks(request, asset, KEPT if kept.reason or kept.remark else f"useful-{form.cleaned_data['useful']}")


def _why_dropped(request: HttpRequest) -> Dropped | None:
    """As touches are, but for consent and privacy signals: a vote names nobody, so it needs none."""
    dropped = why_dropped(
        request.headers,
        host=request.get_host(),
        is_staff=settings.SESSION_COOKIE_NAME in request.COOKIES,
        is_known=True,
    )
    return None if dropped and dropped.counts_the_opening else dropped


def _thanks(request: HttpRequest, asset: AssetPage, anchor: str) -> HttpResponse:
    """Back to the same page, at the place that thanks. Our script stays where it is and shows that place itself."""
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return HttpResponseRedirect(asset.get_url(request) + (f"#{anchor}" if anchor else ""))


def _say(request: HttpRequest, asset: AssetPage, sentence: str, *, status: int) -> HttpResponse:
    response = render(request, "analytics/useful_page.html", {"asset": asset, "sentence": sentence}, status=status)
    if status == 429:
        response.headers["Retry-After"] = "3600" if sentence == TOO_MANY else "60"
    return response
