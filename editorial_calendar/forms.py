from datetime import date

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.utils import get_user_display_name

from audiences.models import Demand
from buying_stages.models import Pillar
from editorial_calendar.models import Slot

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class PlannedDay(forms.DateField):
    """A day that a slot can be planned for; empty is the backlog."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.error_messages["invalid"] = (
            "That is not a date. Write it as 2026-11-30, or leave it empty for the backlog."
        )

    def clean(self, value):
        day = super().clean(value)
        if day and not EARLIEST <= day <= LATEST:
            raise forms.ValidationError(
                f"{day.isoformat()} cannot be planned: the calendar goes from {EARLIEST.year} to {LATEST.year}. "
                "Check the year, or leave the date empty for the backlog."
            )
        return day


def find_demand(said: str) -> Demand | None:
    is_key = said.isascii() and said.isdecimal() and len(said) < 19
    return Demand.objects.filter(pk=int(said)).first() if is_key else None


class SlotForm(WagtailAdminModelForm):
    """What the asset already says need not be said again: its pillar and stage fill what was left empty.

    `demand` is the wish that the slot is planned for; one that is gone meanwhile is no reason not to plan.
    """

    demand = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].label_from_instance = get_user_display_name
        self.fields["owner"].empty_label = "No owner yet"
        self.fields["stage"].empty_label = "No stage yet"
        self.fields["pillar"].choices = [("", "No pillar yet"), *Pillar.choices]
        if self.instance.pk:
            del self.fields["demand"]

    def clean_working_title(self):
        title = self.cleaned_data["working_title"].strip()
        if not title:
            raise forms.ValidationError("Give the slot a working title, so that others know what is planned.")
        return title

    def clean_demand(self):
        return find_demand(self.cleaned_data["demand"])

    def clean_planned_on(self):
        return PlannedDay().clean(self.cleaned_data["planned_on"])

    def clean_asset(self):
        asset = self.cleaned_data["asset"]
        taken = asset and Slot.objects.filter(asset=asset).exclude(pk=self.instance.pk).first()
        if taken:
            raise forms.ValidationError(
                f"“{asset.title}” already stands in the slot “{taken.working_title}”. "
                "An asset has one slot: choose another asset, or take it out of that slot first."
            )
        return asset

    def clean(self):
        cleaned = super().clean()
        if asset := cleaned.get("asset"):
            cleaned["pillar"] = cleaned.get("pillar") or asset.pillar
            cleaned["stage"] = cleaned.get("stage") or asset.stage
        return cleaned


class MoveForm(forms.Form):
    """A move as the calendar asks for it: to which day, and where the slot stood on the page that asked."""

    to = PlannedDay()
    believed = PlannedDay()


class RangeForm(forms.Form):
    """Which days the calendar wants to draw."""

    MOST_DAYS = 100

    first = forms.DateField()
    last = forms.DateField()

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first"), cleaned.get("last")
        if not all(EARLIEST <= day <= LATEST for day in (first, last) if day):
            raise forms.ValidationError(f"The calendar goes from {EARLIEST.year} to {LATEST.year}.")
        if first and last and not 0 <= (last - first).days <= self.MOST_DAYS:
            raise forms.ValidationError(
                f"The last day must not lie before the first, nor more than {self.MOST_DAYS} days after it."
            )
        return cleaned
