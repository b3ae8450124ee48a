from collections.abc import Collection

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.text import capfirst
from wagtail.admin.forms import WagtailAdminModelForm

from leads.identification import Details
from leads.models import Account, Following, Lead
from leads.owners import owner_name, who_may_own
from users.models import User


class PublicForm(forms.Form):
    """A form on a public page: at most four fields for people, and one for machines that people never see."""

    website = forms.CharField(
        required=False,
        label="Leave this empty",
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    use_required_attribute = False
    #: Field -> what is said when it is left empty, in the order in which people fill them in.
    required_fields: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, sentence in self._asked().items():
            field = self.fields[name]
            field.error_messages["required"] = sentence
            field.widget.attrs["aria-required"] = "true"

    def _asked(self) -> dict[str, str]:
        return {name: said for name, said in self.required_fields.items() if name in self.fields}

    def people_fields(self):
        """What a person fills in, in order. On the way back, the keyboard waits at the first that is wrong."""
        wrong = next((name for name in self._asked() if name in self.errors), None)
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True
        return [self[name] for name in self._asked()]

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website", "").strip())


class PlainAddress(EmailValidator):
    """No quoted names: Django lets control characters pass in them, and Python's mail writer ends a header at some of
    these. No host by number or without a dot: those are none of the world's but our own.
    """

    def __call__(self, value: str) -> None:
        super().__call__(value)
        name, _, host = value.rpartition("@")
        if '"' in name or "." not in host or host.startswith("["):
            raise ValidationError(self.message, code=self.code)


class PublicEmailField(forms.EmailField):
    default_validators = [PlainAddress()]


def email_field(label: str) -> forms.EmailField:
    return PublicEmailField(
        label=label,
        max_length=254,
        error_messages={"invalid": "This does not look like an e-mail address. Write it as name@company.com."},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def name_field(autocomplete: str, *, most: int = 80) -> forms.CharField:
    return forms.CharField(max_length=most, widget=forms.TextInput(attrs={"autocomplete": autocomplete}))


class GateForm(PublicForm):
    """Who you are; of a reader whom we know it asks only what is missing."""

    email = email_field("Work e-mail")
    first_name = name_field("given-name")
    last_name = name_field("family-name")
    company = name_field("organization", most=200)

    required_fields = {
        "email": "Please give the e-mail address that you use at work.",
        "first_name": "Please give your first name.",
        "last_name": "Please give your last name.",
        "company": "Please name the company that you work for.",
    }

    def __init__(self, *args, missing: Collection[str] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.is_whole = not missing
        for name in self.required_fields.keys() - missing if missing else ():
            del self.fields[name]

    def details(self, email: str = "") -> Details:
        data = self.cleaned_data
        said = [data.get(name, "") for name in ("first_name", "last_name", "company")]
        return Details(data.get("email") or email, *said)


class ContactForm(PublicForm):
    """What somebody wants to talk about. The company is known by the domain of the address."""

    email = email_field("Work e-mail")
    first_name = name_field("given-name")
    last_name = name_field("family-name")
    message = forms.CharField(
        label="What would you like to talk about?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    required_fields = {
        "email": "Please give the address that we may answer to.",
        "first_name": "Please give your first name.",
        "last_name": "Please give your last name.",
        "message": "Please say in a sentence or two what it is about.",
    }

    def details(self) -> Details:
        data = self.cleaned_data
        return Details(data["email"], data["first_name"], data["last_name"])


class FollowForm(PublicForm):
    """Where to write to, and how often."""

    email = email_field("Your e-mail")
    frequency = forms.ChoiceField(
        label="How often",
        choices=[(value, capfirst(label)) for value, label in Following.Frequency.choices],
        initial=Following.Frequency.WEEKLY,
        error_messages={"invalid_choice": "Please choose how often."},
    )

    required_fields = {
        "email": "Please give the address that we may write to.",
        "frequency": "Please choose how often.",
    }


class MyDataForm(PublicForm):
    """Whose mailbox gets the link."""

    email = email_field("Your e-mail")

    required_fields = {"email": "Please give the address that we may send the link to."}


class LeadForm(WagtailAdminModelForm):
    """Its model and fields come from the panels, and Wagtail's widgets with them."""

    def clean_email(self) -> str:
        """One person has one address, however it is typed."""
        email = self.cleaned_data["email"].strip().lower()
        if Lead.objects.known_by(email).exclude(pk=self.instance.pk).exists():
            raise ValidationError("We know a person with this e-mail already. Open that record instead.")
        return email


class AccountForm(WagtailAdminModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        kept = User.objects.filter(pk=self.instance.owner_id)
        owner.queryset = (who_may_own() | kept).distinct() if self.instance.owner_id else who_may_own()
        owner.label_from_instance = owner_name
        owner.empty_label = "Nobody yet"

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if Account.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("We have an account of this name already. Open that one instead.")
        return name

    def clean_domain(self) -> str:
        return self.cleaned_data["domain"].strip().lower().removeprefix("www.")
