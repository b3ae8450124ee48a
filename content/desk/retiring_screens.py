"""The question that is asked before an asset is retired."""

from datetime import datetime
from urllib.parse import unquote

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminPageChooser, Button

from content.models import AssetPage, Topic
from content.retiring import CannotRetire, Successor, check, retire


class RetireForm(forms.Form):
    asset = forms.ModelChoiceField(
        AssetPage.objects.all(),
        label="Another asset",
        required=False,
        widget=AdminPageChooser(target_models=[AssetPage]),
        help_text="The piece that says it better now.",
    )
    topic = forms.ModelChoiceField(
        Topic.objects.none(),
        required=False,
        label="Or a topic",
        empty_label="No topic",
        help_text="Its page lists what we say about it today.",
    )
    path = forms.CharField(
        label="Or another address of ours",
        required=False,
        max_length=255,
        help_text="As it stands after the host name, such as /insights/?pillar=practical.",
    )
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), max_length=400, help_text="Kept with the asset's history."
    )

    def __init__(self, *args, retiring: AssetPage, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.retiring, self.at = retiring, at
        others = AssetPage.objects.visible_to(AnonymousUser(), at=at).exclude(pk=retiring.pk)
        self.fields["topic"].queryset = Topic.objects.of(others)

    def clean(self):
        said = super().clean()
        given = [name for name in ("asset", "topic", "path") if said.get(name)]
        if self.errors:
            return said
        if len(given) != 1:
            raise ValidationError("Say where its readers should go: another asset, a topic or an address, one of them.")
        said["successor"] = _successor(said)
        try:
            check(self.retiring, said["successor"], at=self.at)
        except CannotRetire as refusal:
            self.add_error(given[0], str(refusal))
        return said


def _successor(said: dict) -> Successor:
    if said["topic"]:
        return Successor(path=unquote(reverse("topic", args=[said["topic"].slug])))
    return Successor(page=said["asset"], path=said["path"])


class RetireView(WagtailAdminTemplateMixin, FormView):
    form_class = RetireForm
    template_name = "content/retire.html"
    page_title = "Retire"
    header_icon = "redirect"

    def dispatch(self, request, *args, page_id, **kwargs):
        self.asset = get_object_or_404(AssetPage, pk=page_id)
        if not self.asset.permissions_for_user(request.user).can_unpublish():
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self):
        return f"Retire “{self.asset.title}”"

    def get_breadcrumbs_items(self):
        shelf = self.asset.get_parent()
        steps = [
            (reverse("wagtailadmin_explore", args=[shelf.pk]), shelf.get_admin_display_title()),
            (reverse("wagtailadmin_pages:edit", args=[self.asset.pk]), self.asset.get_admin_display_title()),
            ("", "Retire"),
        ]
        return [*self.breadcrumbs_items, *({"url": url, "label": label} for url, label in steps)]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"retiring": self.asset, "at": timezone.now()}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **kwargs,
            asset=self.asset,
            media=kwargs["form"].media if "form" in kwargs else self.get_form().media,
            action_url=self.request.path,
            submit_button_label="Retire it",
            submit_button_active_label="Retiring…",
        )

    def form_valid(self, form):
        successor = form.cleaned_data["successor"]
        reason = form.cleaned_data["reason"]
        retire(self.asset, successor=successor, reason=reason, user=self.request.user, at=form.at)
        messages.success(
            self.request,
            f"“{self.asset.title}” is off the site; its readers are sent to {successor}. Publish it again to undo this.",
        )
        return redirect("wagtailadmin_explore", self.asset.get_parent().pk)


def retire_buttons(page, user):
    """Where Wagtail offers to unpublish, for assets that this user may take off the site."""
    if isinstance(page, AssetPage) and page.permissions_for_user(user).can_unpublish():
        yield Button("Retire", reverse("retire_asset", args=[page.pk]), icon_name="redirect", priority=61)
