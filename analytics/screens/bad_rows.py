"""Events that can never be stored, with the reason, so that somebody can see what sends them."""

from django_filters import AllValuesFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from analytics.models import BadRow
from analytics.read_only import ReadOnlyIndexView, ReadOnlyViewSet
from analytics.screens.columns import MomentColumn
from buying_stages.downloads import SafeDownloads


class BadRowFilterSet(WagtailFilterSet):
    at = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)
    reason = AllValuesFilter(label="Reason", empty_label="All reasons")

    class Meta:
        model = BadRow
        fields = ["at", "reason"]


class BadRowIndexView(SafeDownloads, ReadOnlyIndexView):
    """Never more than 10,000 rows: the loader keeps the newest."""


class BadRowViewSet(ReadOnlyViewSet):
    model = BadRow
    index_results_template_name = "analytics/badrow/index_results.html"
    index_view_class = BadRowIndexView
    icon = "warning"
    menu_label = "Bad rows"
    filterset_class = BadRowFilterSet
    list_display = [
        Column("reason", label="Reason"),
        MomentColumn("at", label="Refused", sort_key="at"),
        Column("beginning", label="Body"),
    ]
    list_export = ["at", "reason", "body"]
    export_filename = "bad-rows"
