from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from revenue.models import Deal
from revenue.money import from_cents, to_cents


class DealForm(WagtailAdminModelForm):
    """Amounts are typed as money and kept in cents. What is refused is said in a sentence beside its field."""

    amount = forms.DecimalField(
        max_digits=15, decimal_places=2, help_text="With decimals, such as 120000.00. A refund is negative."
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        initial="EUR",
        help_text="Three letters, such as EUR.",
        error_messages={"invalid": "Write the currency in three capital letters, such as EUR."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.amount_cents is not None:
            self.initial["amount"] = from_cents(self.instance.amount_cents)

    def clean_external_id(self) -> str:
        key = self.cleaned_data["external_id"]
        if key and Deal.objects.filter(external_id=key).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another deal has this id already.")
        return key

    def clean(self):
        data = super().clean()
        self._check_who(data.get("account"), data.get("lead"))
        self._check_dates(data.get("outcome"), data.get("opened_at"), data.get("closed_at"))
        if "amount" in data:
            self.instance.amount_cents = to_cents(data["amount"])
        return data

    def _check_who(self, account, lead) -> None:
        if account is None and lead is None and not {"account", "lead"} & self.errors.keys():
            self.add_error("account", "Say whose deal this is: choose an account, or else a lead.")
        if account and lead and lead.account_id != account.pk:
            self.add_error(
                "lead", f"{lead} is not at {account}. Leave the lead empty, or choose somebody at that account."
            )

    def _check_dates(self, outcome, opened_at, closed_at) -> None:
        if outcome == Deal.Outcome.OPEN and closed_at:
            self.add_error(
                "closed_at", "An open deal has no closing date. Leave it empty, or say that it was won or lost."
            )
        elif outcome and outcome != Deal.Outcome.OPEN and not closed_at and "closed_at" not in self.errors:
            self.add_error("closed_at", f"Say when the deal was {outcome}.")
        elif closed_at and opened_at and closed_at < opened_at:
            self.add_error("closed_at", "The deal cannot be closed before it was opened.")
