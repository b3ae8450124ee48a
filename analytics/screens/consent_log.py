"""Who agreed to be remembered, or withdrew, when, and to which version of the text: numbers of visitors, no names."""

from django.db.models import Count
from django_filters import AllValuesFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from analytics.consent import TEXT_VERSION
from analytics.models import Consent
from analytics.read_only import ReadOnlyIndexView, ReadOnlyViewSet
from analytics.screens.columns import MomentColumn
from analytics.screens.lookback import MOST_LISTED, BoundedPaginator, first_of
from buying_stages.downloads import SafeDownloads


class ConsentFilterSet(WagtailFilterSet):
    at = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)
    text_version = AllValuesFilter(label="Version of the text", empty_label="All versions")

    class Meta:
        model = Consent
        fields = ["at", "choice", "text_version"]


class ConsentIndexView(SafeDownloads, ReadOnlyIndexView):
    """By key, which is by time as well: no index leads by time alone."""

    paginator_class = BoundedPaginator
    page_title = "Consent log"
    default_ordering = "-pk"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("visitor")

    def order_queryset(self, queryset):
        return queryset.order_by("-pk")

    def as_spreadsheet(self, queryset, spreadsheet_format):
        rows, self.export_filename = first_of(queryset, self.export_filename)
        return super().as_spreadsheet(rows, spreadsheet_format)

    def get_context_data(self, *args, **kwargs):
        said = Consent.objects.order_by().values_list("text_version", "choice").annotate(n=Count("pk"))
        counts: dict[str, dict[str, int]] = {}
        for version, choice, n in said.order_by("-text_version"):
            counts.setdefault(version, {})[choice] = n
        return super().get_context_data(*args, **kwargs) | {
            "counts": [(version, of.get("given", 0), of.get("withdrawn", 0)) for version, of in counts.items()],
            "current_version": TEXT_VERSION,
            "most_listed": MOST_LISTED,
        }

    def to_row_dict(self, item):
        return super().to_row_dict(item) | {"visitor": _visitor(item)}


def _visitor(consent: Consent) -> str:
    """Enough of the random number to tell one visitor's answers together."""
    return consent.visitor.key.hex[:8]


class ConsentViewSet(ReadOnlyViewSet):
    model = Consent
    index_results_template_name = "analytics/screens/consent_results.html"
    index_view_class = ConsentIndexView
    icon = "clipboard-list"
    menu_label = "Consent log"
    filterset_class = ConsentFilterSet
    list_display = [
        MomentColumn("at", label="Answered"),
        Column("get_choice_display", label="Answer"),
        Column("text_version", label="Version of the text"),
        Column("visitor", label="Visitor", accessor=_visitor),
    ]
    list_export = ["at", "choice", "text_version", "visitor"]
    export_headings = {"at": "answered (UTC)", "choice": "answer", "text_version": "version of the text"}
    export_filename = "consent-log"
