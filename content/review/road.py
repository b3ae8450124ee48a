"""The review of one asset: the step it stands at, who looks after it, and the experts who were asked."""

from datetime import timedelta

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import re_path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from content.cms_policy import STRICT
from content.models import AssetPage, Expert, ExpertCheck
from content.review.expert_checks import is_still_the_draft, revoke, send
from content.review.steps import give_back, set_due, step_of, take

LINK = "expert_check_link"


class SendForm(forms.Form):
    expert = forms.ModelChoiceField(
        Expert.objects.all(),
        empty_label="Choose an expert",
        error_messages={"required": "Choose whom to ask. Experts are kept under Experts."},
    )
    to = forms.EmailField(
        required=False,
        label="E-mail address",
        max_length=254,
        help_text="Empty: the address kept with the expert. One typed here is kept with this check only.",
        error_messages={"invalid": "This does not look like an e-mail address. Write it as name@company.com."},
    )
    message = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), label="What to look at"
    )
    days = forms.IntegerField(
        min_value=1,
        max_value=60,
        initial=14,
        label="Days until the link dies",
        error_messages={
            "min_value": "Give the expert at least one day.",
            "max_value": "A link lives 60 days at most. Send a new one after that.",
            "invalid": "Write the number of days, from 1 to 60.",
            "required": "Write the number of days, from 1 to 60.",
        },
    )

    use_required_attribute = False

    def clean(self):
        given = super().clean()
        expert = given.get("expert")
        if expert and "to" in given:
            given["to"] = given["to"] or expert.email
            if not given["to"]:
                self.add_error("to", f"No address is kept for {expert.name}. Write one here.")
        return given


class StepForm(forms.Form):
    due_on = forms.DateField(
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "This is not a day. Write it as 2026-12-31."},
    )


class ReviewAccess(PermissionRequiredMixin):
    """Those who may edit the asset, and those whose answer its review waits for."""

    permission_required = "wagtailadmin.access_admin"

    def dispatch(self, request, *args, **kwargs):
        if not self.has_permission():
            return self.handle_no_permission()
        self.at = timezone.now()
        self.asset = get_object_or_404(AssetPage, pk=kwargs["pk"])
        self.step = step_of(self.asset)
        self.may_send = self.asset.permissions_for_user(request.user).can_edit()
        if not (self.may_send or (self.step and self.step.may_answer(request.user))):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


@method_decorator(csp_replace(STRICT), name="dispatch")
class ReviewDeskView(ReviewAccess, WagtailAdminTemplateMixin, TemplateView):
    header_icon = "clipboard-list"
    template_name = "content/review/desk.html"

    def get_context_data(self, *, form=None, **kwargs):
        self.page_title = f"Review: {self.asset.draft_title}"
        checks = list(self.asset.expert_checks.select_related("expert", "sent_by"))
        for check in checks:
            check.asset = self.asset
        return super().get_context_data(
            **kwargs,
            asset=self.asset,
            step=self.step,
            steps=self.step.all() if self.step else [],
            form=form or SendForm(),
            may_send=self.may_send,
            may_answer=bool(self.step and self.step.may_answer(self.request.user)),
            checks=[(check, self._state(check), check.is_open(at=self.at)) for check in checks],
            link=self._link_shown_once(),
            today=timezone.localdate(self.at),
        )

    def _link_shown_once(self) -> str:
        asset, link = self.request.session.get(LINK, (None, ""))
        if asset != self.asset.pk:
            return ""
        del self.request.session[LINK]
        return link

    def _state(self, check: ExpertCheck) -> str:
        if check.answered_at:
            same = check.verdict != check.Verdict.APPROVED or is_still_the_draft(check)
            return check.get_verdict_display() + ("" if same else ", of an earlier draft")
        if check.revoked_at:
            return "Taken back"
        return "Waits for the answer" if check.is_open(at=self.at) else "Expired unanswered"

    def get_breadcrumbs_items(self):
        items = [{"url": reverse("wagtailadmin_pages:edit", args=[self.asset.pk]), "label": self.asset.draft_title}]
        return [*self.breadcrumbs_items, *(items if self.may_send else []), {"url": "", "label": self.page_title}]

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if not self.may_send:
            raise PermissionDenied
        form = SendForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        given = form.cleaned_data
        sent = send(
            self.asset,
            given["expert"],
            to=given["to"],
            message=given["message"],
            valid_for=timedelta(days=given["days"]),
            by=request.user,
            at=self.at,
        )
        request.session[LINK] = (self.asset.pk, sent.link)
        if sent.check.mail_trouble:
            messages.error(
                request,
                f"The mail to {given['to']} did not leave. {sent.check.mail_trouble} The check is kept: copy the link below and send it yourself.",
            )
        else:
            messages.success(request, f"The mail to {given['expert']} has left for {given['to']}.")
        return redirect("asset_review:desk", pk=self.asset.pk)


class StepView(ReviewAccess, View):
    """Who has the step, and until when."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: str) -> HttpResponse:
        verb = request.POST.get("do")
        if self.step is None:
            messages.error(request, "The review has ended in the meantime, so there is no step to look after.")
        elif verb == "take":
            taken = take(self.step.state, by=request.user, at=self.at)
            (messages.success if taken else messages.error)(
                request, "You have it now." if taken else "Somebody else took it a moment ago."
            )
        elif verb == "give-back":
            give_back(self.step.state, by=request.user)
            messages.success(request, "It is free for somebody else.")
        else:
            self._set_due(request)
        return redirect("asset_review:desk", pk=pk)

    def _set_due(self, request: HttpRequest) -> None:
        form = StepForm(request.POST)
        if form.is_valid():
            set_due(self.step.state, form.cleaned_data["due_on"])
            messages.success(
                request, "The day is set." if form.cleaned_data["due_on"] else "The step has no day any more."
            )
        else:
            messages.error(request, f"{form.errors['due_on'][0]} The day was not changed.")


class RevokeView(ReviewAccess, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: str, check: str) -> HttpResponse:
        row = get_object_or_404(self.asset.expert_checks.select_related("expert"), pk=check)
        if revoke(row, by=request.user, at=self.at):
            messages.success(request, f"The link of {row.expert} opens nothing any more.")
        else:
            messages.error(request, f"{row.expert} had answered already, or the link was taken back before.")
        return redirect("asset_review:desk", pk=pk)


class AssetReviewViewSet(ViewSet):
    name = "asset_review"
    url_prefix = "asset-review"

    def get_urlpatterns(self):
        asset = r"^(?P<pk>[0-9]{1,18})/"
        return [
            re_path(f"{asset}$", self.construct_view(ReviewDeskView), name="desk"),
            re_path(f"{asset}step/$", StepView.as_view(), name="step"),
            re_path(f"{asset}checks/(?P<check>[0-9]{{1,18}})/revoke/$", RevokeView.as_view(), name="revoke"),
        ]
