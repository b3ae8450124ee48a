"""What the list of what was set aside is narrowed to: it stands in the address."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from analytics.reasons import Machine, Verdict

FIRST_YEAR, LAST_YEAR = 2000, 2100


class Narrowing(forms.Form):
    verdict = forms.ChoiceField(choices=Verdict.choices, required=False)
    reason = forms.ChoiceField(choices=[("", "Every reason"), *Machine.choices], required=False, label="Why")
    first = forms.DateField(required=False, label="From", widget=forms.DateInput(attrs={"type": "date"}))
    last = forms.DateField(required=False, label="to", widget=forms.DateInput(attrs={"type": "date"}))

    def clean_verdict(self):
        return Verdict(self.cleaned_data["verdict"] or Verdict.WAITING)

    def clean_reason(self):
        return self.cleaned_data["reason"] and Machine(self.cleaned_data["reason"])

    def clean(self):
        for name in ("first", "last"):
            day = self.cleaned_data.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise forms.ValidationError(f"A day lies between {FIRST_YEAR} and {LAST_YEAR}.")
        return self.cleaned_data

    @property
    def verdict_asked(self) -> Verdict:
        return self.cleaned_data.get("verdict", Verdict.WAITING)

    def days(self, field: str, *, is_moment: bool) -> dict:
        """As a condition on a field of rows."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        since = {f"{field}__gte": _begins(first) if is_moment else first} if first else {}
        until = {f"{field}__lt": _after(last)} if is_moment and last else {f"{field}__lte": last} if last else {}
        return since | until

    @property
    def is_narrowed(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("reason", "first", "last"))


def _begins(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _after(day: date) -> datetime:
    return _begins(day + timedelta(days=1))
