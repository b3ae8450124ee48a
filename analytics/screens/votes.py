"""What readers said of assets: each vote, and what they say together by asset and version."""

from django_filters import DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column

from analytics.models import UsefulnessVote
from analytics.read_only import ReadOnlyIndexView, ReadOnlyViewSet
from analytics.screens.asset_filter import AssetFilter
from analytics.usefulness import tallies
from buying_stages.downloads import SafeDownloads
from content.models import AssetPage

TALLIES_A_PAGE = 20


class VoteFilterSet(WagtailFilterSet):
    asset = AssetFilter(
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
