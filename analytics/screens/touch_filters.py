"""What the list of touches can be narrowed by. The consumption screen links here with the same names."""

from datetime import datetime
from uuid import UUID

from django.core.validators import RegexValidator
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_filters import CharFilter, ChoiceFilter, DateFromToRangeFilter
from django_filters.fields import ChoiceField
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from analytics.models import Deed, Touch, Visitor
from analytics.reasons import Machine
from analytics.screens.asset_filter import AssetFilter
from analytics.screens.reading_ways import NONE, are_few, from_address, read_as, read_as_rows
from buying_stages.models import BuyingStage, Pillar
from content.models import AssetPage, Topic
from content.vehicles import Format

MOST_LETTERS = 100
A_BEGINNING = RegexValidator(r"^[0-9a-fA-F]{8,32}$", "A visitor is named by 8 or more of the digits 0-9 and a-f.")
COUNTS = [("yes", "Those that count"), ("no", "Set aside as a machine's"), *Machine.choices]

HOW_READ = [("true", "Thoroughly"), ("false", "In part")]


class OpenChoiceField(ChoiceField):
    """Also what is no longer offered: a stage that was deleted has its touches still."""

    def valid_value(self, value):
        return len(str(value)) <= MOST_LETTERS


class OpenChoiceFilter(ChoiceFilter):
    field_class = OpenChoiceField


def _stages():
    return [*((str(pk), name) for pk, name in BuyingStage.objects.values_list("pk", "name")), (NONE, "No stage")]


def _topics():
    topics = Topic.objects.order_by("name").values_list("pk", "name")
    return [*((str(pk), name) for pk, name in topics), (NONE, "No topic")]


def _where_we_are(moment: datetime) -> datetime:
    return timezone.make_aware(timezone.make_naive(moment), timezone.get_default_timezone())


class TouchFilterSet(WagtailFilterSet):
    at = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget, method="by_at")
    counts = ChoiceFilter(label="Counts", choices=COUNTS, empty_label="All touches", method="by_counting")
    thorough = ChoiceFilter(label="Read", choices=HOW_READ, empty_label="Either way", method="by_reading")
    asset = AssetFilter(
        label="Asset", queryset=lambda request: AssetPage.objects.order_by("title"), empty_label="All assets"
    )
    stage = OpenChoiceFilter(label="Buying stage", choices=_stages, empty_label="All stages", method="by_way")
    pillar = OpenChoiceFilter(label="Pillar", choices=Pillar.choices, empty_label="Both pillars", method="by_way")
    topic = OpenChoiceFilter(label="Topic", choices=_topics, empty_label="All topics", method="by_way")
    format = OpenChoiceFilter(label="Format", choices=Format.choices, empty_label="All formats", method="by_way")
    source = CharFilter(label="Came from (exactly)", max_length=MOST_LETTERS, method="by_source")
    country = CharFilter(label="Country (two letters)", max_length=2, method="by_country")
    did = ChoiceFilter(label="Also did", choices=Deed.Kind.choices, empty_label="Whatever they did", method="by_deed")
    visitor = CharFilter(
        label="Visitor (at least 8 characters)", max_length=32, method="by_visitor", validators=[A_BEGINNING]
    )

    #: No index leads to these.
    WALKED = ("counts", "thorough", "stage", "pillar", "topic", "format", "source", "country", "did")
    #: These name few enough rows by an index of their own.
    LED_TO = ("asset", "visitor")
    #: Said by a way of looking that few touches were read under.
    is_led = False

    class Meta:
        model = Touch
        fields = ["at", "asset"]

    def by_at(self, touches, name, value):
        """Days where we are, as they are counted, wherever the colleague who looks may be."""
        if value.start:
            touches = touches.filter(at__gte=_where_we_are(value.start))
        return touches.filter(at__lte=_where_we_are(value.stop)) if value.stop else touches

    def by_counting(self, touches, name, value):
        if value == "yes":
            return touches.counted()
        set_aside = touches.exclude(quarantined_for="")
        return set_aside if value == "no" else set_aside.filter(quarantined_for=value)

    def by_reading(self, touches, name, value):
        return touches.filter(thorough=value == "true")

    def by_way(self, touches, name, value):
        rows = read_as_rows(name, from_address(value))
        few = are_few(rows)
        self.is_led = self.is_led or few
        return read_as(touches, rows, few=few)

    def by_source(self, touches, name, value):
        return touches.filter(source=from_address(value))

    def by_country(self, touches, name, value):
        return touches.filter(country=value.upper())

    def by_deed(self, touches, name, value):
        return touches.filter(Exists(Deed.objects.filter(page_view__touch=OuterRef("pk"), kind=value)))

    def by_visitor(self, touches, name, value):
        first, last = (UUID((value.lower() + 32 * end)[:32]) for end in "0f")
        return touches.filter(
            visitor__in=list(Visitor.objects.filter(key__range=(first, last)).values_list("pk", flat=True))
        )

    def by_days(self, touches):
        """Narrowed to the days alone."""
        return self.filters["at"].filter(touches, self.form.cleaned_data["at"])

    @property
    def is_walked(self) -> bool:
        """Whether rows have to be looked through, one by one, for what is asked."""
        asked = self.form.cleaned_data
        if self.is_led:
            return False
        return any(asked[name] not in ("", None) for name in self.WALKED) and not any(
            asked[name] for name in self.LED_TO
        )
