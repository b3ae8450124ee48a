"""Accounts change hands: choose them, see what goes along, give them."""

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from leads.listings import PersonField
from leads.models import Account, Lead
from leads.owners import hand_over, owner_name, owners, who_may_own
from users.models import User

NOBODY = "none"
MOST_ACCOUNTS = 2_000
MOST_DIGITS = 18
#: Hook: a function of a queryset of accounts and a moment that gives sentences on what else goes along.
GOES_ALONG = "account_hand_over_notes"


class AccountsField(forms.ModelMultipleChoiceField):
    def clean(self, value):
        """A number that no key can have is none of these accounts; a database answers it with an error."""
        if any(len(pk) > MOST_DIGITS for pk in value or ()):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class HandOverForm(forms.Form):
    accounts = AccountsField(
        Account.objects.none(),
        error_messages={
            "required": "Tick at least one account.",
            "invalid_choice": "One of these accounts has changed hands meanwhile. Look at the list again.",
        },
    )
    to = PersonField(
        User.objects.none(),
        label="Give them to",
        empty_label="Choose a person",
        error_messages={"required": "Say who gets them."},
    )

    def __init__(self, *args, accounts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["accounts"].queryset = accounts
        self.fields["to"].queryset = who_may_own()


class HandOverView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """One page three times: whose accounts, which of them and to whom, and what that means."""

    permission_required = "leads.change_account"
    page_title = "Hand accounts over"
    header_icon = "group"
    template_name = "leads/hand_over.html"

    def get_breadcrumbs_items(self):
        above = {"url": reverse("account:index"), "label": "Accounts"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        whose = self._whose()
        accounts = _accounts_of(whose)
        return {
            "owners": [(user, owner_name(user), user.of_theirs) for user in owners()],
            "without_owner": Account.objects.filter(owner=None).count(),
            "whose": whose,
            "whose_name": owner_name(whose) if isinstance(whose, User) else "nobody",
            "accounts": accounts.annotate(people=Count("leads"))[:MOST_ACCOUNTS],
            "count": accounts.count(),
            "chosen": None,
            "form": HandOverForm(accounts=accounts),
        } | super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = HandOverForm(request.POST, accounts=_accounts_of(self._whose()))
        if not form.is_valid():
            chosen = {int(pk) for pk in request.POST.getlist("accounts") if pk.isdecimal() and len(pk) <= MOST_DIGITS}
            return self.render_to_response(self.get_context_data(form=form, chosen=chosen))
        accounts, to = form.cleaned_data["accounts"], form.cleaned_data["to"]
        if "confirmed" not in request.POST:
            return render(request, "leads/hand_over_confirm.html", self._consequences(form))
        count = hand_over(accounts.select_related("owner"), to=to, by=request.user)
        messages.success(
            request,
            f"{count} account{'' if count == 1 else 's'} handed over to {owner_name(to)}. The history of each says so.",
        )
        return redirect(f"{reverse('account:index')}?owner={to.pk}")

    def _whose(self) -> User | str | None:
        asked = self.request.GET.get("owner", "")
        if asked == NOBODY:
            return NOBODY
        return (
            User.objects.filter(pk=int(asked)).first()
            if asked.isascii() and asked.isdecimal() and len(asked) < 19
            else None
        )

    def _consequences(self, form: HandOverForm) -> dict:
        accounts = form.cleaned_data["accounts"]
        notes = [sentence for ask in hooks.get_hooks(GOES_ALONG) for sentence in ask(accounts, at=timezone.now())]
        return self.get_context_data(form=form) | {
            "to": form.cleaned_data["to"],
            "to_name": owner_name(form.cleaned_data["to"]),
            "handed": accounts,
            "people": Lead.objects.filter(account__in=accounts).count(),
            "notes": notes,
        }


def _accounts_of(whose: User | str | None):
    if whose is None:
        return Account.objects.none()
    return Account.objects.filter(owner=None if whose == NOBODY else whose).order_by("name")
