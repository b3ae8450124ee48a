"""The page behind an expert's link. Opening it changes nothing, since mail gateways open every link they see."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView

from content.asset_text import SUBFIELDS
from content.models import ExpertCheck
from content.outline import lay_out
from content.review.expert_checks import LinkIsDead, answer, check_behind, sender_of

# For one pair of eyes: no cache, no search engine, and no address handed on by following a link.
DISCREET = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow, noarchive"}


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        choices=[("approved", "It can go out as it is"), ("changes", "Something should change first")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two. Your comment is kept below."},
    )
    comment = forms.CharField(
        required=False,
        max_length=5000,
        strip=True,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"max_length": "This is longer than the 5,000 characters we can keep. Please shorten it."},
    )

    use_required_attribute = False

    def clean(self):
        given = super().clean()
        if given.get("verdict") == ExpertCheck.Verdict.CHANGES and not given.get("comment"):
            self.add_error("comment", "Say in a sentence what should change, so that the author can act on it.")
        return given


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class ExpertCheckView(View):
    """Whoever holds the link is the expert; a token of ours beside it would guard nothing that the link does not."""

    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except LinkIsDead:
            response = render(request, "content/expert_check/dead.html", status=404)
        for name, value in DISCREET.items():
            response.headers[name] = value
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._page(check_behind(token, at=timezone.now()), AnswerForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        at = timezone.now()
        check = check_behind(token, at=at)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._page(check, form, status=422)
        answer(
            check,
            verdict=ExpertCheck.Verdict(form.cleaned_data["verdict"]),
            comment=form.cleaned_data["comment"],
            at=at,
        )
        return redirect("expert_check_thanks")

    def _page(self, check: ExpertCheck, form: AnswerForm, status: int = 200) -> HttpResponse:
        draft = check.asset.with_content_json(check.words_sent)
        context = {"check": check, "draft": draft, "form": form, "sender": sender_of(check), **reading(draft)}
        return render(self.request, "content/expert_check/page.html", context, status=status)


def reading(draft) -> dict:
    """A draft as text to read: its parts, and what it says in its own fields."""
    named = [(draft._meta.get_field(name).verbose_name, getattr(draft, name)) for name in SUBFIELDS]
    return {"parts": lay_out(draft.body), "said": [(name, text) for name, text in named if text]}


class ThanksView(TemplateView):
    template_name = "content/expert_check/thanks.html"
