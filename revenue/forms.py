from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_default_timezone, localdate, localtime, make_aware, override
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from revenue.models import Deal
from revenue.money import from_cents, to_cents


class DayField(forms.DateTimeField):
    """A deal is opened with its day and closed with the end of it, so that what was read that day still counts.

    A time may be typed after the day, and then it is kept. Days are the site's own, as in imports and credits,
    whatever zone the colleague who types them has chosen.
    """

    widget = AdminDateInput

    def __init__(self, *, moment: time, **kwargs):
        super().__init__(**kwargs)
        self.moment = moment
        self.error_messages["invalid"] = "That is not a date. Write it as 2026-11-30."

    def to_python(self, value):
        with override(get_default_timezone()):
            try:
                day = forms.DateField().to_python(value)
            except ValidationError:
                return super().to_python(value)
            return day and make_aware(datetime.combine(day, self.moment))

    def prepare_value(self, value):
        with override(get_default_timezone()):
            return super().prepare_value(value)


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
    opened_at = DayField(label="Opened on", moment=time())
    closed_at = DayField(
        label="Closed on",
        moment=time(23, 59, 59),
        required=False,
        help_text="Leave empty while the deal is open. What was read up to the end of this day shares in the credit.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.amount_cents is not None:
            self.initial["amount"] = from_cents(self.instance.amount_cents)

    def clean_opened_at(self) -> datetime:
        return self._as_it_was("opened_at")

    def clean_closed_at(self) -> datetime | None:
        return self._as_it_was("closed_at")

    def _as_it_was(self, name: str) -> datetime | None:
        """The form shows only the day. While that stays, so does the time that an import gave it."""
        at, before, zone = self.cleaned_data[name], getattr(self.instance, name), get_default_timezone()
        if at and before and localdate(at, zone) == localdate(before, zone):
            return before if localtime(at, zone).time() == self.fields[name].moment else at
        return at

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
        has_had_somebody = self.instance.person_erased
        if account is None and lead is None and not has_had_somebody and not {"account", "lead"} & self.errors.keys():
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
