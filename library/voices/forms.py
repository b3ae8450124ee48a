from django import forms

from audiences.folding import fold
from audiences.models import Demand, FieldNote, Industry, Persona
from buying_stages.models import BuyingStage, Pillar
from content.models import Topic
from library.models import Tip
from library.models.voices import Of

STARS = range(1, 6)
LONGEST_TIP = Tip._meta.get_field("text").max_length
LONGEST_NOTE = FieldNote._meta.get_field("heard").max_length
LONGEST_REQUEST = Demand._meta.get_field("words").max_length
LONGEST_WHY = Demand._meta.get_field("why").max_length


class Words(forms.CharField):
    """Text of several lines. A line's end counts once, as in the browser's own count."""

    def to_python(self, value):
        return super().to_python((value or "").replace("\r\n", "\n"))


class Choice(forms.ModelChoiceField):
    """One row by its slug. An address can carry anything, and PostgreSQL takes no NUL."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, to_field_name="slug", **kwargs)

    def to_python(self, value):
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)


def too_long(what: str) -> str:
    return f"{what} has room for %(limit_value)s characters; this has %(show_value)s. It stands below, to be shortened."


class TipForm(forms.Form):
    """One tip. Without a sales edition that its author may see, it can only be about the asset."""

    text = Words(
        label="Your tip",
        max_length=LONGEST_TIP,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_TIP}),
        error_messages={
            "required": "Write in a sentence or two what helped you. Nothing was kept yet.",
            "max_length": too_long("A tip"),
        },
    )
    of = forms.ChoiceField(label="It is about", choices=Of.choices, initial=Of.ASSET, widget=forms.RadioSelect)

    def __init__(self, *args, has_edition: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_edition:
            del self.fields["of"]

    @property
    def of_what(self) -> Of:
        return Of(self.cleaned_data.get("of", Of.ASSET))


class RatingForm(forms.Form):
    of = forms.ChoiceField(choices=Of.choices)
    stars = forms.TypedChoiceField(
        choices=[(number, str(number)) for number in STARS],
        coerce=int,
        error_messages={
            "required": "Choose one to five stars and send again. What you gave before still stands.",
            "invalid_choice": "A rating is one to five stars. What you gave before still stands.",
        },
    )


class AudienceForm(forms.Form):
    """Which part of the audience something is about; all of it optional, and read from the address as well."""

    industry = Choice(Industry.objects, required=False, empty_label="Any")
    stage = Choice(BuyingStage.objects, required=False, empty_label="Any", label="Buying stage")
    persona = Choice(Persona.objects, required=False, empty_label="Any")
    topic = Choice(Topic.objects, required=False, empty_label="Any")


class NoteForm(AudienceForm):
    """Two fields are asked for; what narrows the note further is offered and never needed."""

    heard = Words(
        label="What did you hear?",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE}),
        error_messages={
            "required": "Write in a sentence or two what you heard. Nothing was kept yet.",
            "max_length": too_long("A note"),
        },
    )
    industry = Choice(
        Industry.objects,
        empty_label="Choose one",
        label="In which industry?",
        error_messages={"required": "Choose the industry that you heard it in. What you wrote stands below."},
    )
    field_order = ["heard", "industry", "stage", "persona", "topic"]


class RequestForm(forms.Form):
    words = forms.CharField(
        label="What is missing?",
        max_length=LONGEST_REQUEST,
        error_messages={
            "required": "Say in a few words what you looked for. Nothing was sent yet.",
            "max_length": too_long("This line"),
        },
    )
    why = Words(
        label="What do you need it for?",
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WHY}),
        error_messages={
            "required": "Say what you need it for: marketing decides by that. What you wrote stands below.",
            "max_length": too_long("The reason"),
        },
    )
    needed_by = forms.DateField(
        label="Needed by",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"],
        error_messages={"invalid": "Write the day as 2026-11-30, or leave it empty."},
    )
    stage = AudienceForm.base_fields["stage"]
    pillar = forms.ChoiceField(
        label="The buyer’s question",
        required=False,
        choices=[("", "Either"), *((pillar.value, pillar.question) for pillar in Pillar)],
    )
    persona = AudienceForm.base_fields["persona"]
    industry = AudienceForm.base_fields["industry"]

    def clean_words(self):
        """All that has no word in it would be one wish, and get one answer."""
        words = self.cleaned_data["words"]
        if not fold(words):
            raise forms.ValidationError(self.fields["words"].error_messages["required"], code="required")
        return words
