"""Saying that two records are one person: choose the other, see both side by side and what moves, say so once."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from leads.choosers import lead_chooser
from leads.merging import CannotMerge, merge, what_moves
from leads.models import Lead
from leads.record import numbers


class OtherForm(forms.Form):
    other = forms.ModelChoiceField(
        Lead.objects.all(),
        label="This is the same person as",
        widget=lead_chooser.widget_class,
        error_messages={
            "required": "Choose the other record.",
            "invalid_choice": "That record is gone. Choose another one.",
        },
    )


@dataclass(frozen=True)
class Line:
    """One thing that the records say, of each; and what stands after the merge."""

    label: str
    here: object
    there: object
    after: object


class MergeView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    permission_required = ("leads.change_lead", "leads.delete_lead")
    page_title = "The same person"
    header_icon = "group"
    template_name = "leads/merge.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.lead = get_object_or_404(Lead.objects.select_related("account"), pk=kwargs["pk"])

    def get_breadcrumbs_items(self):
        above = [
            {"url": reverse("lead:index"), "label": "Leads"},
            {"url": reverse("lead:inspect", args=[self.lead.pk]), "label": str(self.lead)},
        ]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("other")
        # Wagtail's chooser looks for whatever it is given, and a database answers what is no key with an error.
        form = OtherForm(None if asked is None or asked and not is_key(asked) else self.request.GET)
        other = form.cleaned_data["other"] if form.is_valid() else None
        if other == self.lead:
            form.add_error("other", "That is this record itself. Choose the other one.")
            other = None
        context = super().get_context_data(**kwargs) | {"lead": self.lead, "form": form, "other": other}
        if other:
            context |= {"lines": side_by_side(self.lead, other), "moves": what_moves(other)}
        return context

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = OtherForm(request.POST if is_key(request.POST.get("other", "")) else {})
        if not form.is_valid():
            messages.error(request, form.errors["other"][0] + " Nothing was changed.")
            return redirect(request.path)
        other = form.cleaned_data["other"]
        was = str(other)
        try:
            merge(other, self.lead, by=request.user, at=timezone.now())
        except CannotMerge as reason:
            messages.error(request, str(reason))
            return redirect(request.path)
        messages.success(request, f"{was} and {self.lead} are one record now. Everything has moved to it.")
        return redirect("lead:inspect", pk=self.lead.pk)


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def side_by_side(lead: Lead, other: Lead) -> list[Line]:
    both = [lead, other]
    read = [numbers(each)["touches"] for each in both]
    browsers = [each.identifications.count() for each in both]
    return [
        Line("E-mail", lead.email, other.email, f"{lead.email}; {other.email} leads here too"),
        *(
            Line(label, getattr(lead, name), getattr(other, name), getattr(lead, name) or getattr(other, name))
            for label, name in [
                ("First name", "first_name"),
                ("Last name", "last_name"),
                ("Job title", "job_title"),
                ("Account", "account"),
            ]
        ),
        Line("Keeper", *(each.get_keeper_display() for each in both), _keeper(both)),
        Line("Known since", *(_day(each.known_at) for each in both), _day(min(each.known_at for each in both))),
        Line("Browsers", *browsers, sum(browsers)),
        Line("Touches", *read, sum(read)),
    ]


def _keeper(both: list[Lead]) -> str:
    return Lead.Keeper(max(each.keeper for each in both)).label  # sales comes after marketing, and stays


def _day(moment) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"
