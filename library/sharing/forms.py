from datetime import timedelta

from django import forms
from django.db.models import Q

from leads.forms import email_field
from leads.models import Account
from library.models import Collection, CollectionItem, Share
from library.sharing.making import SomeoneNew

DAYS = (7, 14, 30, 60, 90)
USUAL_DAYS = 30
LONGEST_NAME = Share._meta.get_field("recipient").max_length


class ShareForm(forms.Form):
    """For somebody who is a lead already, or for someone new by name."""

    name = forms.CharField(
        required=False,
        max_length=LONGEST_NAME,
        label="Name",
        error_messages={"max_length": f"A name may have at most {LONGEST_NAME} characters."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = email_field("E-mail, if you have it")
    note = forms.CharField(
        required=False,
        max_length=Share._meta.get_field("note").max_length,
        label="Note, for whoever opens the link",
        error_messages={"max_length": "A note may have at most 600 characters. Please shorten it."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = forms.TypedChoiceField(
        label="The link opens for",
        coerce=int,
        initial=USUAL_DAYS,
        choices=[(days, f"{days} days") for days in DAYS],
        error_messages={"invalid_choice": "Choose one of the offered times."},
    )

    use_required_attribute = False

    def __init__(self, *args, lead=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.lead = lead
        self.fields["email"].required = False
        if lead:
            del self.fields["name"], self.fields["email"]

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not name:
            raise forms.ValidationError("Say whom the link is for: find a lead above, or write a name here.")
        return name

    @property
    def valid_for(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])

    def whom(self):
        return self.lead or SomeoneNew(self.cleaned_data["name"], self.cleaned_data["email"])


class CollectionForm(forms.ModelForm):
    class Meta:
        model = Collection
        fields = ["name", "purpose", "account", "for_the_team"]
        labels = {"purpose": "What it is for", "for_the_team": "Open to the team"}
        help_texts = {"name": "Whoever has a link to it reads the name, too."}
        error_messages = {"name": {"required": "Give it a name, such as the meeting that it is for."}}

    use_required_attribute = False

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        # A collection goes with its account: one made for a colleague's account would leave its maker at once.
        mine = Q(owner=user) | Q(owner=None) | Q(pk=self.instance.account_id)
        self.fields["account"].queryset = Account.objects.filter(mine)
        self.fields["account"].empty_label = "None"
        self.fields["account"].help_text = "Whoever works the account has the collection, also after a hand-over."

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())


class RemarkForm(forms.ModelForm):
    class Meta:
        model = CollectionItem
        fields = ["remark"]
