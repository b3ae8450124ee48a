"""Touches as a list that stays quick at ten million rows, in a file no longer than somebody reads."""

from django.urls import path, reverse
from wagtail.admin.ui.tables import Column, TitleColumn

from analytics.durations import active_time
from analytics.models import Touch
from analytics.read_only import ReadOnlyIndexView, ReadOnlyViewSet
from analytics.screens.columns import MomentColumn, NumberColumn
from analytics.screens.lookback import MOST_LISTED, MOST_SEARCHED, BoundedPaginator, first_of, searched_from
from analytics.screens.one_touch import OneTouchView
from analytics.screens.touch_filters import TouchFilterSet
from buying_stages.downloads import SafeDownloads


class TouchIndexView(SafeDownloads, ReadOnlyIndexView):
    paginator_class = BoundedPaginator
    searched_from = None

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("asset", "visitor", "read_as")

    def order_queryset(self, queryset):
        """By one index: latest first, or earliest."""
        return queryset.order_by(*(("at", "pk") if self.ordering == "at" else ("-at", "-pk")))

    def filter_queryset(self, queryset):
        if not self.filters.is_valid():
            return queryset.none()
        found = super().filter_queryset(queryset)
        if self.filters.is_walked:
            days = self.filters.by_days(Touch.objects.all())
            self.searched_from = searched_from(days, field="at")
            if self.searched_from:
                found = found.filter(at__gt=self.searched_from)
        return found

    def as_spreadsheet(self, queryset, spreadsheet_format):
        rows, self.export_filename = first_of(queryset, self.export_filename)
        return super().as_spreadsheet(rows, spreadsheet_format)

    def get_context_data(self, *args, **kwargs):
        return super().get_context_data(*args, **kwargs) | {
            "most_listed": MOST_LISTED,
            "most_searched": MOST_SEARCHED,
            "searched_from": self.searched_from,
        }

    def to_row_dict(self, item):
        return super().to_row_dict(item) | {"visitor_id": visitor_number(item)}


def _active_time(touch: Touch) -> str:
    return active_time(touch.active_ms)


def _how_read(touch: Touch) -> str:
    return "Thorough" if touch.thorough else "In part"


def visitor_number(touch: Touch) -> str:
    """Enough of the random number to see which touches are one reader's."""
    return touch.visitor.key.hex[:8]


def _counts(touch: Touch) -> str:
    return touch.get_quarantined_for_display() if touch.quarantined_for else "Counts"


class TouchViewSet(ReadOnlyViewSet):
    model = Touch
    index_results_template_name = "analytics/touch/index_results.html"
    index_view_class = TouchIndexView
    icon = "view"
    menu_label = "Touches"
    filterset_class = TouchFilterSet
    list_display = [
        TitleColumn("asset", label="Asset", get_url=lambda touch: reverse("touches:one", args=[touch.pk])),
        MomentColumn("at", label="Opened", sort_key="at"),
        NumberColumn("active_ms", label="Active time", accessor=_active_time),
        NumberColumn("depth_in_percent", label="Depth"),
        Column("thorough", label="Read", accessor=_how_read),
        Column("source", label="Came from"),
        Column("counts", label="Counts", accessor=_counts),
        Column("visitor", label="Visitor", accessor=visitor_number),
    ]
    list_export = [
        "at",
        "asset",
        "active_seconds",
        "depth",
        "thorough",
        "expected_seconds",
        "read_as.stage_number",
        "read_as.get_pillar_display",
        "read_as.get_format_display",
        "read_as.topic_numbers",
        "source",
        "medium",
        "campaign",
        "referrer",
        "country",
        "get_quarantined_for_display",
        "visitor_id",
    ]
    export_headings = {
        "at": "opened (UTC)",
        "active_seconds": "active seconds",
        "expected_seconds": "expected seconds",
        "read_as.stage_number": "buying stage (number)",
        "read_as.get_pillar_display": "pillar",
        "read_as.get_format_display": "format",
        "read_as.topic_numbers": "topics (numbers)",
        "get_quarantined_for_display": "set aside because",
        "visitor_id": "visitor",
    }
    export_filename = "touches"

    def get_urlpatterns(self):
        return [*super().get_urlpatterns(), path("<int:pk>/", self.construct_view(OneTouchView), name="one")]
