from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm

from leads.identification import Details
from leads.models import Account, Lead


class GateForm(forms.Form):
    """Who you are, in four fields; the fifth is for machines, and people never see it."""

    email = forms.EmailField(
        label="Work e-mail",
        max_length=254,
        error_messages={"invalid": "This does not look like an e-mail address. Write it as name@company.com."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    first_name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"}))
    last_name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"}))
    company = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    website = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    use_required_attribute = False
    required_fields = {
        "email": "Please give the e-mail address that you use at work.",
        "first_name": "Please give your first name.",
        "last_name": "Please give your last name.",
        "company": "Please name the company that you work for.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, sentence in self.required_fields.items():
            field = self.fields[name]
            field.error_messages["required"] = sentence
            field.widget.attrs["aria-required"] = "true"

    def people_fields(self):
        """What a person fills in, in order. On the way back, the keyboard waits at the first that is wrong."""
        wrong = next((name for name in self.required_fields if name in self.errors), None)
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True
        return [self[name] for name in self.required_fields]

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website", "").strip())

    def details(self) -> Details:
        data = self.cleaned_data
        return Details(data["email"], data["first_name"], data["last_name"], data["company"])


class LeadForm(WagtailAdminModelForm):
    """Its model and fields come from the panels, and Wagtail's widgets with them."""

    def clean_email(self) -> str:
        """One person has one address, however it is typed."""
        email = self.cleaned_data["email"].strip().lower()
        if Lead.objects.by_email(email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("We know a person with this e-mail already. Open that record instead.")
        return email


class AccountForm(WagtailAdminModelForm):
    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Account.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("We have an account of this name already. Open that one instead.")
        return name

    def clean_domain(self) -> str:
        return self.cleaned_data["domain"].strip().lower().removeprefix("www.")
