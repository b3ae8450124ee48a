from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from content.models import AssetPage, SalesEdition
from library.desk import SEES_EDITIONS, LibraryDeskMixin
from library.models import Tip
from library.models.voices import Of
from library.voices.forms import RatingForm, TipForm
from library.voices.ratings import rate, take_back
from library.voices.tips import change_tip, leave_tip, thank, tips_of, withdraw_tip


def may_see_editions(user) -> bool:
    return user.has_perm(SEES_EDITIONS)


class SpeakingView(LibraryDeskMixin, View):
    """Where salespeople speak of an asset: it is found as they may see it, and they come back to its sheet.

    Whoever was sent to sign in first comes by GET, without what they sent: the sheet has the forms.
    """

    may_speak = "library.add_tip"

    def get_permission_required(self):
        return (*super().get_permission_required(), self.may_speak)

    def asset(self, pk) -> AssetPage:
        return get_object_or_404(AssetPage.objects.visible_to(self.request.user, at=timezone.now()), pk=pk)

    def tip(self, pk) -> Tip:
        """One that stands, on an asset that this person may see."""
        tip = get_object_or_404(Tip.objects.filter(withdrawn_at=None), pk=pk)
        tip.asset = self.asset(tip.asset_id)
        if tip.of == Of.EDITION and not may_see_editions(self.request.user):
            raise PermissionDenied
        return tip

    def has_edition(self, asset) -> bool:
        return may_see_editions(self.request.user) and SalesEdition.objects.filter(asset=asset.pk).exists()

    def back(self, asset_pk, anchor) -> HttpResponse:
        return redirect(f"{reverse('library:asset', args=[asset_pk])}#{anchor}")

    def form_page(self, asset, form, *, tip=None, status=200) -> HttpResponse:
        context = {"asset": asset, "form": form, "tip": tip}
        return render(self.request, "library/voices/tip.html", context, status=status)


class AddTipView(SpeakingView):
    def get(self, request, pk):
        asset = self.asset(pk)
        return self.form_page(asset, TipForm(has_edition=self.has_edition(asset)))

    def post(self, request, pk):
        asset = self.asset(pk)
        form = TipForm(request.POST, has_edition=self.has_edition(asset))
        if not form.is_valid():
            return self.form_page(asset, form, status=422)
        tip = leave_tip(asset, form.cleaned_data["text"], of=form.of_what, by=request.user, at=timezone.now())
        messages.success(request, "Your tip stands on the sheet, for everybody in the library.")
        return self.back(asset.pk, f"tip-{tip.pk}")


class ChangeTipView(SpeakingView):
    may_speak = "library.change_tip"

    def own(self, pk) -> Tip:
        tip = self.tip(pk)
        if tip.by_id != self.request.user.pk:
            raise PermissionDenied
        return tip

    def get(self, request, pk):
        tip = self.own(pk)
        said = {"text": tip.text, "of": tip.of}
        return self.form_page(tip.asset, TipForm(initial=said, has_edition=self.has_edition(tip.asset)), tip=tip)

    def post(self, request, pk):
        tip = self.own(pk)
        form = TipForm(request.POST, has_edition=self.has_edition(tip.asset))
        if not form.is_valid():
            return self.form_page(tip.asset, form, tip=tip, status=422)
        change_tip(tip, form.cleaned_data["text"], of=form.of_what, by=request.user)
        messages.success(request, "Your tip was changed.")
        return self.back(tip.asset_id, f"tip-{tip.pk}")


class WithdrawTipView(ChangeTipView):
    def get(self, request, pk):
        return self.back(self.own(pk).asset_id, "voices")

    def post(self, request, pk):
        tip = self.own(pk)
        withdraw_tip(tip, by=request.user, at=timezone.now())
        messages.success(request, f"Your tip was withdrawn: “{tip.text}”")
        return self.back(tip.asset_id, "voices")


class OwnTipsView(LibraryDeskMixin, TemplateView):
    """What came of one's own tips. Nobody else sees this page, and nobody is ranked."""

    template_name = "library/voices/own_tips.html"

    def get_permission_required(self):
        return (*super().get_permission_required(), "library.add_tip")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs, tips=tips_of(self.request.user))


class ThankView(SpeakingView):
    def get(self, request, pk):
        return self.back(self.tip(pk).asset_id, f"tip-{pk}")

    def post(self, request, pk):
        tip = self.tip(pk)
        is_new = thank(tip, by=request.user, at=timezone.now())
        messages.success(request, "Thanks are said." if is_new else "You have thanked for this tip already.")
        return self.back(tip.asset_id, f"tip-{tip.pk}")


class RateView(SpeakingView):
    may_speak = "library.add_rating"

    def get(self, request, pk):
        return self.back(self.asset(pk).pk, "voices")

    def post(self, request, pk):
        asset = self.asset(pk)
        form = RatingForm(request.POST)
        of = request.POST.get("of", "")
        if of not in Of or (of == Of.EDITION and not self.has_edition(asset)):
            messages.error(request, "That has no rating of its own. Nothing was changed.")
        elif "take_back" in request.POST:
            had = take_back(asset, of=Of(of), by=request.user)
            messages.success(request, f"Your rating of {Of(of).label} was taken back." if had else "There was none.")
        elif form.is_valid():
            rate(asset, form.cleaned_data["stars"], of=Of(of), by=request.user, at=timezone.now())
            messages.success(request, f"You rate {Of(of).label} {form.cleaned_data['stars']} of 5.")
        else:
            messages.error(request, " ".join(said for errors in form.errors.values() for said in errors))
        return self.back(asset.pk, "voices")
