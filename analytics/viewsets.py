from django.contrib.auth.models import Permission
from django.urls import path
from django_filters import AllValuesFilter, DateFromToRangeFilter, ModelChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from analytics.durations import active_time
from analytics.models import BadRow, Touch, UsefulnessVote
from analytics.usefulness import tallies
from buying_stages.downloads import SafeDownloads
from content.models import AssetPage

TALLIES_A_PAGE = 20


class ReadOnlyIndexView(IndexView):
    any_permission_required = ["view"]
    default_ordering = "-at"


class ReadOnlyViewSet(ModelViewSet):
    """A list to look at: what readers did is not added, changed or deleted by hand."""

    index_view_class = ReadOnlyIndexView
    add_to_reference_index = False
    ordering = "-at"
    list_per_page = 50
    form_fields = []

    def get_common_view_kwargs(self, **kwargs):
        absent = dict.fromkeys(
            ["add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name"]
        )
        return super().get_common_view_kwargs(**absent, **kwargs)

    def get_urlpatterns(self):
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
        ]

    def get_permissions_to_register(self):
        return Permission.objects.filter(
            content_type__app_label=self.app_label, codename=f"view_{self.model._meta.model_name}"
        )

    def register_admin_url_finder(self):
        """There is no screen for one row."""


class TouchFilterSet(WagtailFilterSet):
    at = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)
    source = AllValuesFilter(label="Came from", empty_label="Anywhere")

    class Meta:
        model = Touch
        fields = ["at", "thorough", "source"]


class TouchIndexView(ReadOnlyIndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("asset", "visitor")


class BadRowFilterSet(WagtailFilterSet):
    at = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)
    reason = AllValuesFilter(label="Reason", empty_label="All reasons")

    class Meta:
        model = BadRow
        fields = ["at", "reason"]


def _active_time(touch: Touch) -> str:
    return active_time(touch.active_ms)


def _how_read(touch: Touch) -> str:
    return "Thorough" if touch.thorough else "In part"


def _visitor(touch: Touch) -> str:
    """Enough of the random number to see which touches are one reader's."""
    return touch.visitor.key.hex[:8]


class TouchViewSet(ReadOnlyViewSet):
    model = Touch
    index_results_template_name = "analytics/touch/index_results.html"
    index_view_class = TouchIndexView
    icon = "view"
    menu_label = "Touches"
    filterset_class = TouchFilterSet
    list_display = [
        Column("asset", label="Asset"),
        Column("at", label="Opened", sort_key="at"),
        Column("active_ms", label="Active time", accessor=_active_time, sort_key="active_ms"),
        Column("depth_in_percent", label="Depth", sort_key="depth"),
        Column("thorough", label="Read", accessor=_how_read),
        Column("source", label="Came from"),
        Column("visitor", label="Visitor", accessor=_visitor),
    ]


class BadRowViewSet(ReadOnlyViewSet):
    model = BadRow
    index_results_template_name = "analytics/badrow/index_results.html"
    icon = "warning"
    menu_label = "Bad rows"
    filterset_class = BadRowFilterSet
    list_display = [
        Column("reason", label="Reason"),
        Column("at", label="Refused", sort_key="at"),
        Column("beginning", label="Body"),
    ]


class VoteFilterSet(WagtailFilterSet):
    asset = ModelChoiceFilter(
        queryset=lambda request: AssetPage.objects.filter(usefulness_votes__isnull=False).distinct().order_by("title"),
        label="Asset",
        empty_label="All assets",
    )
    day = DateFromToRangeFilter(label="Day", widget=DateRangePickerWidget)

    class Meta:
        model = UsefulnessVote
        fields = ["asset", "useful", "reason", "day"]


class VoteIndexView(SafeDownloads, ReadOnlyIndexView):
    """Votes, with what they say together by asset and version above them."""

    default_ordering = "-day"

    def get_base_queryset(self):
        return super().get_base_queryset().select_related("asset", "visitor").order_by("-day", "-pk")

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        return context | {"tallies": tallies(self.filters.qs if self.filters else self.queryset)[:TALLIES_A_PAGE]}


def _said(vote: UsefulnessVote) -> str:
    return "Useful" if vote.useful else "Not useful"


def _voter(vote: UsefulnessVote) -> str:
    """Enough of the random number to see which votes are one reader's; whose it is stands on the lead's record."""
    return vote.visitor.key.hex[:8] if vote.visitor else "Not remembered"


class VoteViewSet(ReadOnlyViewSet):
    model = UsefulnessVote
    index_results_template_name = "analytics/usefulnessvote/index_results.html"
    index_view_class = VoteIndexView
    icon = "pick"
    menu_label = "Was it useful?"
    ordering = "-day"
    filterset_class = VoteFilterSet
    list_display = [
        Column("asset", label="Asset"),
        Column("version", label="Version"),
        Column("useful", label="Said", accessor=_said),
        Column("get_reason_display", label="Reason"),
        Column("remark", label="In their words"),
        Column("day", label="Day", sort_key="day"),
        Column("visitor", label="Reader", accessor=_voter),
    ]
    list_export = ["asset", "version", "useful", "get_reason_display", "remark", "day"]
    export_headings = {"get_reason_display": "reason"}
    export_filename = "usefulness"


class ReadingViewSetGroup(ModelViewSetGroup):
    menu_label = "Reading"
    menu_icon = "glasses"
    menu_order = 180
    items = (TouchViewSet("touches"), VoteViewSet("usefulness"), BadRowViewSet("bad_rows"))
